"""Leaves something that failed alone for a while, so that only one caller pays for waiting on it."""

import time
from collections.abc import Callable


class Breaker:
    """Open, so that callers do without, for `rest_seconds` after a failure.

    Not locked: threads that fail together open it more than once, which is the same as once.
    """

    def __init__(self, rest_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._clock() < self._open_until

    def trip(self) -> None:
        self._open_until = self._clock() + self._rest_seconds

    def close(self) -> None:
        self._open_until = 0.0
