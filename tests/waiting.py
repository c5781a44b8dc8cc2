"""Waiting for what other threads and processes do, and saying what did not happen."""

import time
from collections.abc import Callable
from pathlib import Path

# However busy the machine is. SQS alone may hide a message for a minute before it is handed out again.
PATIENCE_SECONDS = 180.0
_LOOK_SECONDS = 0.1


def wait_for(
    what: str,
    is_so: Callable[[], bool],
    *,
    seconds: float = PATIENCE_SECONDS,
    every: Callable[[], object] = lambda: None,
    also: Callable[[], str] = lambda: "",
) -> None:
    """Return once it is so. `every` is done before each further look; `also` is told beside what did not happen."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds:g} s. {also()}"
        every()
        time.sleep(_LOOK_SECONDS)


def is_running(process_id: int) -> bool:
    """Whether the process runs; the dead that their parent has not collected yet do not."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
