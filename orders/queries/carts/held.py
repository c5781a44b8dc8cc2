"""Carts as programs hold them: read anew from PostgreSQL whenever they are looked at, in one trip.

A page shows a cart beside much else and is looked at again and again, so it goes by what Redis keeps (`shown`). Asking
Redis for a cart costs more than one trip to PostgreSQL, which knows all of it. What shipping may cost is an estimate
until somebody says where it goes, and may lag for a moment.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.prepared import Row, execute
from orders.models import Cart
from orders.queries.carts.additions import CART_COLUMNS, SEEN_CART
from orders.queries.carts.cart import CartView, cart_view, empty_cart
from orders.queries.carts.lines import PricedLine
from orders.queries.carts.priced import LINES, line_of
from orders.queries.charges.estimate import with_methods
from orders.queries.charges.known import charges_of, known_of
from orders.queries.quote import Known


@dataclass(frozen=True)
class HeldCart:
    """A cart whose row was read, and what its owner sees of it: nothing once it was ordered."""

    cart: Cart
    view: CartView


@dataclass(frozen=True)
class CartForQuote:
    """A cart whose row was read, what is to be bought of it, and what that is charged where it goes."""

    cart: Cart
    lines: tuple[PricedLine, ...]
    known: Known


def hold_cart(token: UUID) -> HeldCart | None:
    """The cart with this token, at today's prices; None when there is none."""
    methods, (carts, lines) = with_methods(settings.SHOP_CURRENCY, (SEEN_CART, [token]), (LINES, [token]))
    cart = _cart_of(carts)
    if cart is None:
        return None
    if not cart.is_open:
        return HeldCart(cart, empty_cart())
    if cart.currency != settings.SHOP_CURRENCY:
        methods, _ = with_methods(cart.currency)
    return HeldCart(cart, cart_view(cart.currency, [line_of(row) for row in lines], methods))


def hold_for_quote(token: UUID, country: str, *, now: datetime) -> CartForQuote | None:
    """The cart with this token and what a quote for this country stands on; None when there is none."""
    carts, rows, *charges = execute(
        (SEEN_CART, [token]), (LINES, [token]), *charges_of(token, country, now=now)
    )
    cart = _cart_of(carts)
    if cart is None:
        return None
    lines = (line_of(row) for row in rows)
    return CartForQuote(cart, tuple(line for line in lines if not line.is_saved), known_of(*charges))


def find_cart(token: UUID) -> Cart | None:
    """The cart with this token as its row says."""
    (carts,) = execute((SEEN_CART, [token]))
    return _cart_of(carts)


def _cart_of(rows: list[Row]) -> Cart | None:
    return Cart.from_db("default", CART_COLUMNS, rows[0]) if rows else None
