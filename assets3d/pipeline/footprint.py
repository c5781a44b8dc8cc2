"""What the stages of a conversion take: wall time, and how much memory this process held at most."""

import ctypes
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
# Forgets the peak; see proc(5).
_FORGET_PEAK = "5"
# glibc's mallopt(3): how many bytes a block needs to have to lie apart, and how many heaps threads share.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE_BLOCK, _HEAPS = 2 << 20, 2


def return_large_blocks() -> None:
    """From now on give the memory of large blocks back to the system as soon as they are freed.

    By itself glibc soon keeps blocks of up to 32 MB, which encoders and arrays free all the time, for each thread
    apart. Elsewhere nothing happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
        mallopt(_M_ARENA_MAX, _HEAPS)


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
    """seconds: wall time by stage. memory: bytes that this process held at its peak, by stage.

    Stages of several threads may overlap: each lasts from its own begin to its end, and has the peak of all.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    _running: list[str] = field(default_factory=list, init=False, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens in the block; a stage may come several times."""
        started = time.monotonic()
        with self._turn:
            self._note_peak()
            self._running.append(name)
        try:
            yield
        finally:
            with self._turn:
                self._note_peak()
                self._running.remove(name)
                self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - started, 3)

    def _note_peak(self) -> None:
        peak = measure_peak()
        for name in self._running:
            self.memory[name] = max(self.memory.get(name, 0), peak)
