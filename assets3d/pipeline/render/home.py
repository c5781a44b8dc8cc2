"""Where a studio keeps its scratch files. What a killed worker left behind is cleared by the next one."""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "vitrine-studio-"
_LOCK = "lock"
# A younger folder may have been made this instant, and not be locked yet.
_YOUNG_SECONDS = 60


@contextmanager
def studio_home() -> Iterator[Path]:
    """A folder that is gone when the block ends."""
    _clear_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # The kernel lets go of the lock when the process ends, however it ends.
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
        # Something that was killed may still be about to vanish from here, and is cleared another time.
        shutil.rmtree(folder, ignore_errors=True)


def _clear_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < _YOUNG_SECONDS:
                continue
            with (folder / _LOCK).open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # in use, another user's, or gone already
