"""How many orders of one client may wait for their payment at once, on pages and through the API together.

What is placed and not paid keeps its stock until it is given up, so that one client could empty the shop with ever new carts.
Redis keeps from which carts a client has ordered, under a hash of who that is; once there are too many, PostgreSQL says which
of their orders still wait, so that whatever is paid or given up counts no more. While Redis is away nobody is held up.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac
from django_redis.exceptions import ConnectionInterrupted

from accounts.lockout import network_of
from accounts.models import User
from accounts.scripts import script_client
from orders.errors import ShopperError, TooManyUnpaid
from orders.queries.buying.unpaid import Waiting, orders_of_carts

# Longer than an order waits for its payment, and after the client's last one.
KEPT_SECONDS = 7200
# A cart without an order after this was not ordered: whoever wanted to has died.
LONGEST_TO_PLACE = timedelta(minutes=1)
# Until orders whose time is over are given up.
SWEPT_AFTER = timedelta(minutes=1)

# One step in Redis for all that a client is known by. Forgets carts that have not been touched since they were looked at,
# then notes this one, at an instant of its own. Returns whether it is new and that instant; or -1, 0 and who is there.
ENTER = """
local cart, most, at = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
for _, key in ipairs(KEYS) do
  for number = 5, #ARGV, 2 do
    if redis.call('ZSCORE', key, ARGV[number]) == ARGV[number + 1] then
      redis.call('ZREM', key, ARGV[number])
    end
  end
end
local is_new = 1
for _, key in ipairs(KEYS) do
  local before = redis.call('ZSCORE', key, cart)
  if before then
    is_new = 0
    at = math.max(at, tonumber(before) + 1)
  elseif redis.call('ZCARD', key) >= most then
    return {-1, 0, redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')}
  end
end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, at, cart)
  redis.call('EXPIRE', key, ARGV[4])
end
return {is_new, at, {}}
"""
# Forgets a cart, unless it came again since.
LEAVE = """
for _, key in ipairs(KEYS) do
  local before = redis.call('ZSCORE', key, ARGV[1])
  if before and tonumber(before) == tonumber(ARGV[2]) then
    redis.call('ZREM', key, ARGV[1])
  end
end
return 0
"""


@dataclass(frozen=True)
class Client:
    """Whose orders are counted: those of an address, and those of whoever is logged in."""

    address: str
    user: User | None = None

    @property
    def keys(self) -> list[str]:
        known_by = [f"address {network_of(self.address)}", *([f"user {self.user.pk}"] if self.user else [])]
        return [f"unpaid-orders:{salted_hmac('orders.unpaid', one).hexdigest()}" for one in known_by]


@dataclass(frozen=True)
class Entry:
    """What Redis answered. `others` are the carts that are in the way, as they stand there, with their instants."""

    is_new: bool
    at: int
    others: dict[str, str]


@contextmanager
def few_unpaid(client: Client, cart_token: UUID | None, *, now: datetime) -> Iterator[None]:
    """Around the placing of this cart's order on behalf of the client.

    Raises TooManyUnpaid, before anything is placed, while `settings.UNPAID_ORDERS_PER_CLIENT` orders of the client are not
    paid (0: never). A cart that was ordered before counts once, and is always let through to find its order.
    """
    entry = None
    if settings.UNPAID_ORDERS_PER_CLIENT and cart_token is not None:
        with suppress(ConnectionInterrupted):
            entry = _entered(client, cart_token, now)
    try:
        yield
    except ShopperError:
        # Nothing was ordered. Whoever tries the same cart at the same time is still counted.
        if entry is not None and entry.is_new and cart_token is not None:
            with suppress(ConnectionInterrupted):
                script_client().run_script_over(LEAVE, client.keys, cart_token.hex, entry.at)
        raise


def _entered(client: Client, cart_token: UUID, now: datetime) -> Entry | None:
    """None for a cart whose order is already there. Raises TooManyUnpaid."""
    entry = _enter(client, cart_token, now, {})
    if not entry.others:
        return entry
    waiting = orders_of_carts([cart_token, *map(UUID, entry.others)])
    if cart_token in waiting:
        return None
    over = {cart: at for cart, at in entry.others.items() if _is_over(waiting.get(UUID(cart)), int(at), now)}
    if over:
        entry = _enter(client, cart_token, now, over)
    if entry.others:
        raise _refusal([waiting.get(UUID(cart)) for cart in entry.others], now)
    return entry


def _enter(client: Client, cart_token: UUID, now: datetime, over: dict[str, str]) -> Entry:
    most, at = settings.UNPAID_ORDERS_PER_CLIENT, _instant(now)
    gone = [part for pair in over.items() for part in pair]
    said = script_client().run_script_over(ENTER, client.keys, cart_token.hex, most, at, KEPT_SECONDS, *gone)
    is_new, instant, there = cast(tuple[int, int, list[bytes]], said)
    texts = [each.decode() for each in there]
    return Entry(is_new == 1, instant, dict(zip(texts[::2], texts[1::2], strict=True)))


def _is_over(order: Waiting | None, at: int, now: datetime) -> bool:
    """Whether it keeps no stock, nor will."""
    if order is None:
        return at < _instant(now - LONGEST_TO_PLACE)
    return not order.is_unpaid


def _refusal(others: Sequence[Waiting | None], now: datetime) -> TooManyUnpaid:
    ends = [order.pay_until + SWEPT_AFTER if order else now + LONGEST_TO_PLACE for order in others]
    seconds = max(int((min(ends) - now).total_seconds()), 1)
    minutes = -(-seconds // 60)
    return TooManyUnpaid(
        "Too many orders from here are placed and not paid yet. Please pay or cancel one of them, or try again in "
        f"{minutes} {'minute' if minutes == 1 else 'minutes'}.",
        retry_after=seconds,
    )


def _instant(moment: datetime) -> int:
    """In microseconds."""
    return int(moment.timestamp() * 1_000_000)
