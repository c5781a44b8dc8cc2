"""Begin a cart with one thing, read and written in one statement, as nearly all carts of programs begin."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models

from accounts.prepared import Parameter, Prepared, text_of
from catalog.models.offers import available_of
from catalog.states import ProductState
from orders.models import LARGEST_ID, MAX_QUANTITY, Cart
from orders.queries.carts.additions import CART_COLUMNS
from orders.queries.carts.cart import cart_view
from orders.queries.carts.held import HeldCart
from orders.queries.carts.priced import Wish, priced_line
from orders.queries.carts.wares import ware
from orders.queries.charges.estimate import with_methods
from orders.states import CartState

# A variant by primary key, and how many of it.
Wanted = tuple[int, int]


def begin_at_once(*, wanted: Sequence[Wanted], now: datetime) -> HeldCart | None:
    """As `begin_cart`; None, and no cart, where that has to say why or more than one thing is wanted."""
    variant_id = wanted[0][0]
    is_plain = all(other == variant_id and 1 <= quantity <= MAX_QUANTITY for other, quantity in wanted)
    if not is_plain or not 0 < variant_id <= LARGEST_ID:
        return None
    currency, token = settings.SHOP_CURRENCY, uuid4()
    most = min(sum(quantity for _, quantity in wanted), MAX_QUANTITY)
    methods, (begun,) = with_methods(currency, (_BEGIN, [variant_id, currency, token, now, most]))
    if not begun:
        return None
    *facts, _available, seen_minor, quantity, cart_id = begun[0]
    cart = Cart.from_db("default", CART_COLUMNS, _row(cart_id, token, currency, now))
    line = priced_line(facts, Wish(quantity, seen_minor), currency)
    return HeldCart(cart, cart_view(currency, (line,), methods))


def _row(cart_id: int, token: UUID, currency: str, now: datetime) -> list[Any]:
    """The cart's row as it was written."""
    written = {
        "id": cart_id,
        "token": token,
        "user_id": None,
        "version": 0,
        "currency": currency,
        "state": CartState.OPEN,
        "created_at": now,
        "changed_at": now,
    }
    return [written[column] for column in CART_COLUMNS]


def _text() -> str:
    """By a variant, a currency, the cart's token, now, and how many at most.

    Reads what there is of the variant, and where it can be had, writes the cart with as many as are left. `ware` has the
    columns of `ware_columns` in their order, and how many there are.
    """
    variant, currency = Parameter(1, models.BigIntegerField()), Parameter(2, models.CharField())
    asked = text_of(ware(variant, currency, available_of("pk")))
    return f"""
    WITH ware (
        variant_id, product_id, version, merchant_id, tax_class_id, weight_g, revision_id, slug, product_name, name,
        sku, look, state, is_active, price_minor, poster_key, stock, available
    ) AS ({asked}),
    cart AS (
        INSERT INTO orders_cart (token, user_id, currency, state, created_at, version, changed_at)
        SELECT $3, NULL, $2, '{CartState.OPEN.value}', $4, 0, $4 FROM ware
        WHERE ware.state = '{ProductState.PUBLISHED.value}' AND ware.is_active AND ware.price_minor IS NOT NULL
            AND ware.available > 0
        RETURNING id
    ),
    line AS (
        INSERT INTO orders_cartline (cart_id, variant_id, quantity, seen_price_minor, added_at)
        SELECT cart.id, ware.variant_id, LEAST($5, ware.available), ware.price_minor, $4 FROM cart, ware
        RETURNING cart_id, quantity, seen_price_minor
    )
    SELECT ware.*, line.seen_price_minor, line.quantity, line.cart_id FROM ware, line
    """  # noqa: S608  # constants of ours, and what Django makes of a query


_BEGIN = Prepared("orders_begin_cart_at_once", _text)
