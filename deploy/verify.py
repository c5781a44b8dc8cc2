"""Checks the four templates with cfn-lint and checkov: `python -m deploy.verify`, after `make synth`.

Templates that have passed once are not checked again until they, or the checkers, change.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[1]
OUTPUT: Final = PROJECT / "build" / "cdk"
PASSED: Final = OUTPUT / ".passed"
REQUIREMENTS: Final = ("deploy/requirements.txt", "deploy/requirements-checkov.txt", "deploy/verify.py")
# W3010 wants zones not to be named, and settings name them, so that a third can be had; W3005 is about orders of creation
# that CDK writes down although they follow anyway.
CFN_LINT: Final = (".venv-deploy/bin/cfn-lint", "--ignore-checks", "W3010", "W3005", "--")
CHECKOV: Final = (
    ".venv-checkov/bin/checkov",
    "--framework",
    "cloudformation",
    "--skip-download",
    "--compact",
    "--quiet",
    "--file",
)


def main() -> int:
    """Return 0 when neither checker finds anything. What they find they print."""
    templates = sorted(OUTPUT.glob("*/*.template.json"))
    if not templates:
        sys.stderr.write("There are no templates: run `make synth` first.\n")
        return 1
    digest = _digest([*(PROJECT / name for name in REQUIREMENTS), *templates])
    if PASSED.exists() and PASSED.read_text() == digest:
        sys.stdout.write("cfn-lint and checkov: nothing has changed\n")
        return 0
    names = [str(template.relative_to(PROJECT)) for template in templates]
    if not all([_passes(CFN_LINT, names), _passes(CHECKOV, names)]):
        return 1
    PASSED.write_text(digest)
    return 0


def _passes(command: Sequence[str], names: Sequence[str]) -> bool:
    """Run a checker over the templates; tell whether it found nothing."""
    done = subprocess.run(  # noqa: S603 - fixed commands of our own environments
        [*command, *names], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    verdict = "nothing to say" if done.returncode == 0 else f"exit code {done.returncode}"
    sys.stdout.write(f"{Path(command[0]).name}: {verdict}\n{done.stdout}")
    if done.returncode:
        sys.stderr.write(done.stderr)
    return done.returncode == 0


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
