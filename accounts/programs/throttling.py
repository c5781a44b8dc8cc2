"""How many requests a key has left in this minute, and the headers that tell it.

Headers as in draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` and `RateLimit`.
"""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

from django.conf import settings
from django_redis.exceptions import ConnectionInterrupted
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.errors import QuotaExceeded
from accounts.programs.authentication import key_of
from accounts.scripts import script_client

WINDOW_SECONDS = 60
# Of keys that one process remembers while Redis is away.
MOST_KEYS = 10_000

# One step in Redis, so that requests that come at once are each counted.
COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
end
return count
"""


@dataclass(frozen=True)
class Allowance:
    """What one key may still ask: `left` of `quota` requests, until `seconds` from now."""

    quota: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"key";q={self.quota};w={WINDOW_SECONDS}',
            "RateLimit": f'"key";r={self.left};t={self.seconds}',
        }


class OwnCount:
    """Counts in this process alone: what bounds a key while Redis is away.

    Each process then allows a whole quota, so that an outage of Redis neither shuts programs out nor lets everything
    through.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._window = 0
        self._counts: dict[str, int] = {}

    def add(self, prefix: str, window: int) -> int:
        """One more request with this key in this window; how many that makes."""
        with self._lock:
            if window != self._window or len(self._counts) >= MOST_KEYS:
                self._window, self._counts = window, {}
            count = self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return count


_own_count = OwnCount()


class KeyThrottle(BaseThrottle):
    """Lets a key ask `API_KEY_REQUESTS_A_MINUTE` times in each minute of the clock, and notes on the view what is left."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Raises QuotaExceeded rather than return False."""
        prefix = key_of(request).prefix
        window, into = divmod(int(time.time()), WINDOW_SECONDS)
        quota: int = settings.API_KEY_REQUESTS_A_MINUTE
        count = _count(prefix, window)
        allowance = Allowance(quota, max(quota - count, 0), WINDOW_SECONDS - into)
        cast(Any, view).allowance = allowance
        if count > quota:
            raise QuotaExceeded(
                f"This API key may ask {quota} times in a minute.", retry_after=allowance.seconds
            )
        return True


def _count(prefix: str, window: int) -> int:
    try:
        return cast(int, script_client().run_script(COUNT, f"asked:{prefix}:{window}", 2 * WINDOW_SECONDS))
    except ConnectionInterrupted:
        return _own_count.add(prefix, window)
