"""`make synth`: writes the four templates below build/cdk, each in a folder named ENVIRONMENT-COMPUTE.

What has not changed since last time is left as it is; `--again` makes everything anew. Exit code 1 when CDK's own
checks or cdk-nag find something that nobody has acknowledged.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from deploy.app import build
from deploy.settings import COMPUTES, ENVIRONMENTS, Compute, Settings

PROJECT: Final = Path(__file__).resolve().parents[1]
OUTPUT: Final = PROJECT / "build" / "cdk"
INPUTS: Final = (
    "deploy/*.py",
    "deploy/cdk.json",
    "deploy/requirements.txt",
    "deploy/functions/*.py",
    "deploy/stack/**/*.py",
    "deploy/stack/**/*.js",
    "config/celery.py",
)


def main(arguments: Sequence[str]) -> int:
    """Write what is out of date; return 0 when all templates are sound."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with (OUTPUT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two at once the second finds the work done
        return 0 if _write_all(is_again="--again" in arguments) else 1


def _write_all(*, is_again: bool) -> bool:
    digest = inputs_digest()
    is_sound = True
    for settings, compute in itertools.product(ENVIRONMENTS.values(), COMPUTES):
        folder = folder_of(settings.environment, compute)
        stamp = folder / ".inputs"
        if not is_again and stamp.exists() and stamp.read_text() == digest:
            _say(f"{folder.name}: nothing has changed")
            continue
        is_sound = _write(settings, compute, folder, digest) and is_sound
    return is_sound


def folder_of(environment: str, compute: Compute) -> Path:
    """Where the template of an environment lies."""
    return OUTPUT / f"{environment}-{compute}"


def inputs_digest() -> str:
    """SHA-256 of everything that templates are made of."""
    digest = hashlib.sha256()
    for file in _inputs():
        digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    for pattern in INPUTS:
        yield from sorted(PROJECT.glob(pattern))


def _write(settings: Settings, compute: Compute, folder: Path, digest: str) -> bool:
    began_at = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    try:
        build(settings, compute, outdir=folder).synth()
    except RuntimeError as error:  # what the checks found, which CDK has printed
        _say(f"{folder.name}: {str(error).splitlines()[0]}")
        return False
    (folder / ".inputs").write_text(digest)
    _say(f"{folder.name}: written in {time.monotonic() - began_at:.1f} s")
    return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
