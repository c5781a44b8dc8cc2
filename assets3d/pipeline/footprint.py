"""How much memory this process used at most since it was last asked."""

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
# Forgets the peak; see proc(5).
_FORGET_PEAK = "5"


def measure_peak() -> int:
    """The largest resident memory in bytes since the last call, and begin anew.

    Where the kernel does not let the peak be forgotten, it is the largest since the process began.
    """
    peak = _peak()
    try:
        _CLEAR.write_text(_FORGET_PEAK)
    except OSError:
        return peak
    return peak


def _peak() -> int:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        lines = []
    for line in lines:
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
