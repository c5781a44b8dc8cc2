"""The signed cookie by which a browser holds its cart. Set only once something is in the cart."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

COOKIE = "vitrine_cart"
SALT = "orders.cart"
LIFETIME = timedelta(days=30)


def read_token(request: HttpRequest) -> UUID | None:
    """The cart's token; None without a cookie and for one that was forged, altered or is too old."""
    try:
        return UUID(request.get_signed_cookie(COOKIE, salt=SALT, max_age=LIFETIME))
    except (KeyError, BadSignature, ValueError):
        return None


def write_token(response: HttpResponse, token: UUID) -> None:
    response.set_signed_cookie(
        COOKIE,
        str(token),
        salt=SALT,
        max_age=LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
