"""Let a merchant's program in, and shut it out again."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import ApiKey
from accounts.states import Scope

TOKEN = re.compile(r"vtr_([a-z0-9]{10})_[A-Za-z0-9_-]{43}")
SECRET_BYTES = 32
_PREFIX_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_PREFIX_LENGTH = 10


@dataclass(frozen=True)
class NewKey:
    """The token as the merchant will see it this once, and its row."""

    token: str
    key: ApiKey

    def __repr__(self) -> str:
        """Without the token, which belongs into no log."""
        return f"NewKey({self.key.prefix})"


def make_api_key(
    *,
    merchant_id: int,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime | None,
    actor_id: int,
    now: datetime,
) -> NewKey:
    """Make a key of the merchant. Raises ValueError when it would have expired already, or may do nothing."""
    wanted = sorted({Scope(scope) for scope in scopes})
    if not wanted:
        raise ValueError("Say what the key may do.")
    if expires_at is not None and expires_at <= now:
        raise ValueError("A key expires at a time to come.")
    prefix = "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(_PREFIX_LENGTH))
    token = f"vtr_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey.objects.create(
        merchant_id=merchant_id,
        name=name,
        prefix=prefix,
        digest=digest_of(token),
        scopes=wanted,
        created_by_id=actor_id,
        created_at=now,
        expires_at=expires_at,
    )
    return NewKey(token, key)


def digest_of(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
