"""Collecting the static front end under hashed names, as the production settings do it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from deploy.local.prepare import VENDOR, VENDORED
from deploy.publication.errors import NotPublished

PROJECT: Final = Path(__file__).resolve().parents[2]
COLLECTED: Final = PROJECT / "build" / "static"
# Every name that production needs, with invented values: none of them has a say in what is collected.
INVENTED: Final = PROJECT / ".ci" / "production.env"
TIMEOUT_SECONDS: Final = 600


def collect() -> Path:
    """Return the folder with all static files, collected anew; raise NotPublished when that fails."""
    missing = [name for name in VENDORED.values() if not (VENDOR / name).is_file()]
    if missing:
        raise NotPublished(f"{missing[0]} is missing: run `make setup` first.")
    line = [sys.executable, str(PROJECT / "manage.py"), "collectstatic", "--no-input", "--clear", "-v", "0"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            line,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotPublished(f"Static files were not collected within {TIMEOUT_SECONDS} s.") from error
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise NotPublished(f"Static files could not be collected: {reason[0]}")
    return COLLECTED


def _environment() -> dict[str, str]:
    lines = INVENTED.read_text().splitlines()
    invented = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    # Production refuses to start beside an emulator, which whoever tries things out may have named.
    inherited = {name: value for name, value in os.environ.items() if name != "AWS_ENDPOINT_URL"}
    return {**inherited, **invented}
