"""Measure imports; see `make bench AREA=imports`.

Brings up a local stack of its own and throws it away at the end.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.benchmarks.imports.options import PROJECT, parsed


def main(arguments: Sequence[str]) -> int:
    """The exit code of what is run beside the stack."""
    parsed(arguments)
    stack = [sys.executable, "-m", "deploy.local", "--follow-parent", "exec", "--"]
    measuring = [sys.executable, "-m", "tests.benchmarks.imports.inside", *arguments]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "LOG_LEVEL": "WARNING"}
    return subprocess.run([*stack, *measuring], cwd=PROJECT, env=environment, check=False).returncode  # noqa: S603  # our own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
