"""Measure the catalogue at a million products; see `make bench AREA=catalog`.

Brings up a local stack of its own, with the settings of one machine, and throws it away at the end unless it is told
to keep it.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from deploy.local.services.postgres import BUFFERS_VARIABLE
from tests.benchmarks.catalog.options import PROJECT, parsed


def main(arguments: Sequence[str]) -> int:
    """The exit code of what is run beside the stack."""
    options = parsed(arguments)
    kept = ["--keep", str(options.stack)] if options.stack else []
    stack = [sys.executable, "-m", "deploy.local", "--follow-parent", "exec", *kept, "--"]
    measuring = [sys.executable, "-m", "tests.benchmarks.catalog.inside", *arguments]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "LOG_LEVEL": "WARNING",
        # As much as the smallest databases on AWS have.
        BUFFERS_VARIABLE: "1GB",
    }
    return subprocess.run([*stack, *measuring], cwd=PROJECT, env=environment, check=False).returncode  # noqa: S603  # our own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
