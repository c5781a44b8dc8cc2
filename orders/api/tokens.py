"""How a program holds a cart: by the signed token that stands in the cart's address."""

import hmac
from functools import cache
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer, b64_encode

from orders.errors import CartNotFound

# Not the cookie's: what opens a cart in a browser opens none here, and the other way round.
SALT = "orders.api.cart"


def written(token: UUID) -> str:
    """The cart's token as it stands in addresses."""
    return _signer().sign(token.hex)


def read(written_token: str) -> UUID:
    """The token of the cart with this address. CartNotFound for one that was made up or altered."""
    try:
        return UUID(hex=_signer().unsign(written_token))
    except (BadSignature, ValueError) as error:
        raise CartNotFound("There is no cart at this address.") from error


class _QuickSigner(Signer):
    """Django's, which makes its key anew out of the secret for each signature."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        said = value.encode() if isinstance(value, str) else value
        return b64_encode(hmac.digest(_key_of(key or self.key, self.salt), said, "sha256")).decode()


@cache
def _key_of(secret: str | bytes, salt: str) -> bytes:
    """As `django.utils.crypto.salted_hmac` makes it for a Signer."""
    return sha256(
        f"{salt}signer".encode() + (secret.encode() if isinstance(secret, str) else secret)
    ).digest()


def _signer() -> Signer:
    return _signer_with(settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@cache
def _signer_with(secret: str, before: tuple[str, ...]) -> Signer:
    return _QuickSigner(key=secret, salt=SALT, sep=".", fallback_keys=list(before))
