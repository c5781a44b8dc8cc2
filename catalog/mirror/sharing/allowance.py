"""How often something may be done, with a little in reserve."""

import time
from collections.abc import Callable
from threading import Lock


class Allowance:
    """`each_second` times a second, and at most `reserve` times at once after a quiet while."""

    def __init__(self, each_second: float, reserve: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each_second = each_second
        self._reserve = float(reserve)
        self._clock = clock
        self._left = float(reserve)
        self._counted_at = clock()
        self._lock = Lock()

    def take(self) -> bool:
        """Use it up by one; False, and nothing changed, when nothing is left."""
        with self._lock:
            now = self._clock()
            self._left = min(self._reserve, self._left + (now - self._counted_at) * self._each_second)
            self._counted_at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True
