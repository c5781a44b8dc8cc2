"""The number beside "Cart", which every page asks for: kept in Redis, counted in PostgreSQL when it is not there.

Redis is told after each commit, together with the cart's version, and keeps the newest it was told: what a slow reader
counted before a change does not replace what was written after it. A change that Redis missed, because it was away,
shows on the badge after SECONDS at the latest, and at once when the cart itself is looked at. Nothing is sold by it.

Version 0 is a cart as a program began it. Few browsers ever show one, so it is counted anew each time and Redis is not
told: then there is nothing to correct when the program orders it, as programs do with most of theirs.
"""

from contextlib import suppress
from typing import Any, Protocol, cast
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django_redis.exceptions import ConnectionInterrupted

from orders.models import Cart

SECONDS = 300

# One step in Redis. "version:count", so that a count is never kept under another version.
KEEP_NEWEST = """
local kept = redis.call('GET', KEYS[1])
if kept and tonumber(string.match(kept, '^%d+')) > tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'EX', ARGV[3])
return 1
"""


class TextClient(Protocol):
    """What `config.cache` adds to the client of Redis. Each raises ConnectionInterrupted."""

    def read_text(self, key: str) -> str | None: ...

    def run_script(self, script: str, key: str, *arguments: str | int) -> object: ...


def count_items(token: UUID | None) -> int:
    """How many things the open cart with this token holds; no statement is sent when Redis knows."""
    if token is None:
        return 0
    kept = _kept(token)
    return _counted(token) if kept is None else kept


def count_lines(cart: Cart) -> int:
    """How many things this cart holds, without those put aside."""
    total: int | None = cart.lines.to_buy().aggregate(items=Sum("quantity"))["items"]
    return total or 0


def keep_count(token: UUID, *, version: int, count: int) -> None:
    """Tell Redis, which keeps it unless it knows a newer version. While Redis is away nothing happens, nor in version 0."""
    if not version:
        return
    with suppress(ConnectionInterrupted):
        _client().run_script(KEEP_NEWEST, _key(token), version, count, SECONDS)


def _kept(token: UUID) -> int | None:
    try:
        text = _client().read_text(_key(token))
    except ConnectionInterrupted:
        return None
    return None if text is None else int(text.partition(":")[2])


def _counted(token: UUID) -> int:
    """From PostgreSQL, in one statement so that count and version belong together."""
    items = Coalesce(Sum("lines__quantity", filter=Q(lines__saved_at=None)), 0)
    found = Cart.objects.open().filter(token=token).annotate(items=items).values_list("version", "items")
    row: tuple[int, int] | None = found.first()
    if row is None:
        return 0
    keep_count(token, version=row[0], count=row[1])
    return row[1]


def _key(token: UUID) -> str:
    return f"cart-count:{token}"


def _client() -> TextClient:
    return cast(TextClient, cast(Any, cache).client)
