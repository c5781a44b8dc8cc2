"""Load: threads that do the same again and again while something changes underneath."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Load:
    """What came of it so far."""

    done: int = 0
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def record(self, failure: str | None) -> None:
        with self.lock:
            self.done += 1
            if failure is not None:
                self.failures.append(failure)


@contextmanager
def under_load(action: Callable[[], None], *, threads: int) -> Iterator[Load]:
    """`action` in each thread until the block ends; what it raises is a failure, and the load goes on."""
    load, ended = Load(), threading.Event()

    def work() -> None:
        while not ended.is_set():
            try:
                action()
            except Exception as error:  # noqa: BLE001  # counted and shown
                load.record(f"{type(error).__name__}: {error}")
            else:
                load.record(None)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        yield load
    finally:
        ended.set()
        for worker in workers:
            worker.join()
