"""How a program holds a cart: by the signed token that stands in the cart's address."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

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


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")
