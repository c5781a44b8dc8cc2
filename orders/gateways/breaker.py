"""Leaves a provider alone for a while when it does not answer, so that not everybody waits for it."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Open after `most_faults` in a row, for `rest_seconds`. Then one caller is let through to try, and another one each
    `rest_seconds`, until one is answered."""

    def __init__(
        self, most_faults: int, rest_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_faults = most_faults
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._faults = 0
        self._rests_until = 0.0

    def lets_through(self) -> bool:
        """Whether this caller may ask."""
        with self._lock:
            if self._faults < self._most_faults:
                return True
            if self._clock() < self._rests_until:
                return False
            self._rests_until = self._clock() + self._rest_seconds
            return True

    def failed(self) -> bool:
        """There was no answer; whether it is open by now."""
        with self._lock:
            self._faults += 1
            self._rests_until = self._clock() + self._rest_seconds
            return self._faults >= self._most_faults

    def answered(self) -> None:
        with self._lock:
            self._faults = 0
