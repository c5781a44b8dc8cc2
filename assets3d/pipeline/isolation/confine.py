"""What a process does to itself, first of all, before it meets a hostile file."""

import ctypes
import logging
import os
import resource
import signal
from collections.abc import Mapping
from pathlib import Path

_logger = logging.getLogger(__name__)
# Numbers from linux/prctl.h.
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_IDLE = 19
# Where the kernel shares processor time among sessions first, niceness counts only inside of one.
_AUTOGROUP = Path("/proc/self/autogroup")


def end_with_parent() -> None:
    """End this process when its parent's thread that started it ends, however that ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def gain_nothing() -> None:
    """Let no program that is started from here have more rights than this process, whatever its file says."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def hide_memory() -> None:
    """Keep other processes of the same user from this one's memory and environment; it leaves no core file then.

    Only for root are its files in /proc readable afterwards.
    """
    _prctl(_PR_SET_DUMPABLE, 0)


def limit(values: Mapping[int, int]) -> None:
    """Set limits (`resource.RLIMIT_…`) that hold for this process and for every program that it starts."""
    for kind, value in values.items():
        hard = resource.getrlimit(kind)[1]
        bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bounded, bounded))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def step_back() -> None:
    """Take processor time, and with it the disk, only when nobody else wants it."""
    os.nice(_IDLE)
    try:
        _AUTOGROUP.write_text(str(_IDLE))
    except OSError:
        _logger.debug("This kernel shares time among all processes alike.")


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
