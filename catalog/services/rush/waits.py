"""How often orders have waited for each other over a row of stock: counted in Redis, by the minute.

What Redis loses or does not hear is lost: whoever still waits is counted anew. Nothing is sold by it.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from django_redis.exceptions import ConnectionInterrupted

from accounts.scripts import script_client

KEPT_SECONDS = 180

COUNT = """
for number = 2, #ARGV do
  redis.call('ZINCRBY', KEYS[1], 1, ARGV[number])
end
return redis.call('EXPIRE', KEYS[1], ARGV[1])
"""
WAITED_FOR = "return redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf')"


def note_waits(stock_ids: Sequence[int], *, now: datetime) -> None:
    """Count one wait for each of these rows. While Redis is away nothing happens. Call outside of transactions."""
    with suppress(ConnectionInterrupted):
        script_client().run_script(COUNT, _key(now), KEPT_SECONDS, *stock_ids)


def waited_for(*, at_least: int, now: datetime) -> set[int]:
    """The rows that were waited for so often within this minute of the clock or the one before; none without Redis."""
    try:
        minutes = [
            script_client().run_script(WAITED_FOR, _key(minute), at_least)
            for minute in (now - timedelta(minutes=1), now)
        ]
    except ConnectionInterrupted:
        return set()
    return {int(stock_id) for minute in minutes for stock_id in cast(Sequence[bytes], minute)}


def _key(minute: datetime) -> str:
    return f"stock-waits:{int(minute.timestamp() // 60)}"
