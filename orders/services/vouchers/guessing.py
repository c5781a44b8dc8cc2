"""How many codes that do not exist one client may try, on pages and through the API together, and for how many
buyers it may ask whether they have used one, which would tell who has bought here.

Counted in Redis; while it is away nobody is held up, since a voucher is no secret that opens anything else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import cast

from django_redis.exceptions import ConnectionInterrupted

from accounts.lockout import network_of
from accounts.scripts import script_client
from orders.errors import VoucherGuessed, VoucherUnknown, VoucherUsedUp

# Different ones: whoever goes on typing an address beside a code with a slip in it has tried one.
MOST_CODES = 20
SECONDS = 600

# One step in Redis. With a code: counts it, once. Returns how many there are, and for how many seconds yet.
COUNT = """
if ARGV[1] ~= '' then
  redis.call('SADD', KEYS[1], ARGV[1])
end
local count = redis.call('SCARD', KEYS[1])
if count > 0 and redis.call('TTL', KEYS[1]) < 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return {count, redis.call('TTL', KEYS[1])}
"""


@contextmanager
def no_guessing(client: str, code: str, email: str = "") -> Iterator[None]:
    """Around whatever looks for the voucher with this code, "" for none, on behalf of the client at this address.

    email: of the buyer whose uses are counted. Raises VoucherGuessed, before anything is looked for, once it has tried
    MOST_CODES within SECONDS that do not exist or were used up.
    """
    wanted = code.strip().upper()
    if wanted:
        _require_allowed(client)
    try:
        yield
    except VoucherUnknown:
        _tried(client, sha256(wanted.encode()).hexdigest())
        raise
    except VoucherUsedUp:
        _tried(client, sha256(f"{wanted} {email.strip().casefold()}".encode()).hexdigest())
        raise


def _require_allowed(client: str) -> None:
    count, seconds = _tried(client, "")
    if count >= MOST_CODES:
        minutes = -(-seconds // 60)
        raise VoucherGuessed(
            "Too many codes that cannot be used were tried from here. Please try again in "
            f"{minutes} {'minute' if minutes == 1 else 'minutes'}, or order without a voucher.",
            retry_after=seconds,
        )


def _tried(client: str, digest: str) -> tuple[int, int]:
    """How many were tried, after this one, and for how many seconds that counts; none while Redis is away."""
    key = f"voucher-guesses:{network_of(client)}"
    try:
        count, seconds = cast(list[int], script_client().run_script(COUNT, key, digest, SECONDS))
    except ConnectionInterrupted:
        return 0, 0
    return count, max(seconds, 1)
