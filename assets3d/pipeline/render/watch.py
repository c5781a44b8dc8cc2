"""Ends a studio that is stuck or has grown too large, from a thread that does nothing else."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_EVERY_SECONDS = 0.5
_PROCESSES = Path("/proc")
# What a process has for itself, and what it shares with others by memory of no file.
_COUNTED = ("RssAnon:", "RssShmem:")


class Watch:
    """seconds: how long one piece of work may take. memory_bytes: of this process and all that it started."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        self._until: float | None = None

    def start(self) -> None:
        """Begin to watch; this process and what it started are killed when a bound is broken."""
        threading.Thread(target=self._watch, name="studio-watch", daemon=True).start()

    @contextmanager
    def working(self) -> Iterator[None]:
        """One piece of work."""
        self._until = time.monotonic() + self.seconds
        try:
            yield
        finally:
            self._until = None

    def _watch(self) -> None:
        while True:
            time.sleep(_EVERY_SECONDS)
            until = self._until
            if until is not None and time.monotonic() > until:
                end_all()
            if memory_in_use() > self.memory_bytes:
                end_all()


def memory_in_use() -> int:
    """Bytes that this process and all its descendants keep in memory, files aside."""
    return sum(_memory(process) for process in (os.getpid(), *_descendants()))


def end_all() -> None:
    """Kill whatever this process started, and then this process."""
    for process in _descendants():
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue  # it was faster
    os.kill(os.getpid(), signal.SIGKILL)


def _descendants() -> set[int]:
    parents: dict[int, int] = {}
    for name in os.listdir(_PROCESSES):  # noqa: PTH208 - names are wanted, many times a minute
        if name.isdecimal():
            try:
                status = (_PROCESSES / name / "stat").read_text()
            except OSError:
                continue  # it ended meanwhile
            parents[int(name)] = int(status.rsplit(")", 1)[1].split()[1])
    found = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


def _memory(process: int) -> int:
    try:
        lines = (_PROCESSES / str(process) / "status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(_COUNTED))
