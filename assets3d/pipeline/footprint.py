"""What the stages of a conversion take: wall time, and how much memory this process held at most."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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


@dataclass
class Stages:
    """seconds: wall time by stage. memory: bytes that this process held at its peak, by stage."""

    seconds: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens in the block; a stage may come several times."""
        started = time.monotonic()
        measure_peak()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - started, 3)
            self.memory[name] = max(self.memory.get(name, 0), measure_peak())
