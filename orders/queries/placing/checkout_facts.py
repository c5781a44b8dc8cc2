"""All that the page of the checkout shows of a cart, read in one trip."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from accounts.prepared import Parameter, execute, reading
from orders.models import Cart
from orders.queries.carts.cart import CartView, empty_cart
from orders.queries.charges.known import charges_of, known_of
from orders.queries.charges.tax_rates import TableRates
from orders.queries.placing.goods import GOODS, goods_of
from orders.queries.quote import Known
from orders.states import CartState


@dataclass(frozen=True)
class CheckoutFacts:
    """`cart` without what was put aside, empty if it is not open; `order_id` is the public id of the order it became."""

    cart: CartView
    order_id: UUID | None
    known: Known


def read_checkout(token: UUID | None, country: str, *, now: datetime) -> CheckoutFacts:
    """The cart with this token, and what its price stands on when it goes to this country."""
    nothing = CheckoutFacts(cart=empty_cart(), order_id=None, known=Known((), TableRates([])))
    if token is None:
        return nothing
    carts, goods, *charges = execute((_CART, [token]), (GOODS, [token]), *charges_of(token, country, now=now))
    if not carts:
        return nothing
    ((currency, state, order_id),) = carts
    lines = tuple(goods_of(row, currency).line for row in goods) if state == CartState.OPEN else ()
    return CheckoutFacts(CartView(lines, currency), order_id, known_of(*charges))


def _cart(token: Parameter) -> QuerySet[Cart, Any]:
    return Cart.objects.filter(token=token).values_list("currency", "state", "order__public_id")


_CART = reading("orders_checkout_cart", lambda: _cart(Parameter(1, models.UUIDField())))
