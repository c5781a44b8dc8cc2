"""The environment of localstripe, apart from that of the shop."""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "build" / "localstripe"
PYTHON = FOLDER / "venv" / "bin" / "python"
_LIST = Path(__file__).parent / "requirements.txt"
# Of one program that installs, in seconds.
_PATIENCE = 180


class NotInstallable(Exception):
    """The packages cannot be had here, such as without a network."""


def install() -> None:
    """Bring the environment to `build/localstripe` as its list wants it, unless it is there. NotInstallable."""
    wanted = hashlib.sha256(_LIST.read_bytes()).hexdigest()
    stamp = FOLDER / ".stamp"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / ".lock").open("w") as lock:
        # Processes that test side by side install it once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        _run(sys.executable, "-m", "venv", "--clear", str(FOLDER / "venv"))
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", str(_LIST))
        _run(str(PYTHON), "-m", "pip", "install", *options)
        stamp.write_text(wanted)


def _run(*words: str) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True, text=True, timeout=_PATIENCE)  # noqa: S603  # fixed words
    except (OSError, subprocess.SubprocessError) as error:
        raise NotInstallable(str(getattr(error, "stderr", "") or error)) from error
