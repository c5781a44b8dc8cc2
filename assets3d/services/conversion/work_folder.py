"""Where a conversion keeps its files while it runs. What a killed worker left behind is cleared by the next one."""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "vitrine-work-"
LOCK = "lock"
# A younger folder may have been made this instant, and not be locked yet.
YOUNG_SECONDS = 60


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder of its own on this machine, gone with all its contents when the block ends."""
    _clear_abandoned()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        # The kernel lets go of the lock when the process ends, however it ends.
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


def _clear_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < YOUNG_SECONDS:
                continue
            with (folder / LOCK).open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # in use, another user's, or gone already
