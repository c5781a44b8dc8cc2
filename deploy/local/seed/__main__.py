"""`python -m deploy.local.seed`: the demo shop, product after product, with what happens to each on a line."""

import os
import subprocess
import sys
from pathlib import Path

import django

PROJECT = Path(__file__).resolve().parents[3]


def main() -> int:
    """Seed the shop that the environment describes; 0 when every product is on the shelf."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    # After setup: the shop's models cannot be imported before it.
    from deploy.local.seed.conveyor import prepare, run  # noqa: PLC0415

    folder = Path(os.environ.get("VITRINE_STACK_DIR") or PROJECT / ".stack") / "demo-models"
    folder.mkdir(parents=True, exist_ok=True)
    password = os.environ["DEMO_ADMIN_PASSWORD"]
    journeys = prepare(folder, password)
    if not journeys:
        return 0
    generator = subprocess.Popen(  # noqa: S603  # a fixed program of our own
        [sys.executable, "-m", "deploy.local.demo.generate", "--out", str(folder), "-j", "1"]
    )
    return run(journeys, generator)


if __name__ == "__main__":
    sys.exit(main())
