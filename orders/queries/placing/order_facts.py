"""All that an order is made of, read in one trip."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from accounts.models import WebhookEndpoint
from accounts.prepared import Parameter, Prepared, execute, reading
from accounts.states import WebhookEvent
from orders.models import Cart, CartLine
from orders.queries.carts.additions import CART, CART_COLUMNS, SEEN_CART
from orders.queries.charges.known import charges_of, known_of
from orders.queries.placing.goods import GOODS, OrderedGoods, goods_of
from orders.queries.quote import Known


@dataclass(frozen=True)
class OrderFacts:
    """`is_listened_to` when a merchant's program wants to be told of orders that are placed."""

    cart: Cart
    goods: tuple[OrderedGoods, ...]
    known: Known
    is_listened_to: bool


def read_facts(token: UUID | None, country: str, *, now: datetime) -> OrderFacts | None:
    """The cart with this token and what an order to this country is made of, as they are at this moment.

    None when there is no such cart.
    """
    return _facts(SEEN_CART, token, country, now)


def lock_and_read(token: UUID | None, country: str, *, now: datetime) -> OrderFacts | None:
    """The same, and the cart is locked until the transaction ends.

    Each statement sees what was committed before its turn, so that whoever waited for the lock reads what the one before
    left.
    """
    return _facts(CART, token, country, now)


def _facts(cart_by_token: Prepared, token: UUID | None, country: str, now: datetime) -> OrderFacts | None:
    if token is None:
        return None
    carts, goods, listeners, *charges = execute(
        (cart_by_token, [token]),
        (GOODS, [token]),
        (_LISTENERS, [token]),
        *charges_of(token, country, now=now),
    )
    if not carts:
        return None
    cart = Cart.from_db("default", CART_COLUMNS, carts[0])
    return OrderFacts(
        cart=cart,
        goods=tuple(goods_of(row, cart.currency) for row in goods),
        known=known_of(*charges),
        is_listened_to=bool(listeners),
    )


def _listeners(token: Parameter) -> QuerySet[WebhookEndpoint, Any]:
    merchants = CartLine.objects.to_buy().filter(cart__token=token).values("variant__product__merchant")
    listening = WebhookEndpoint.objects.all().listening()
    told = listening.filter(merchant__in=merchants, events__contains=[WebhookEvent.ORDER_PLACED])
    return told.values_list("pk")[:1]


# By the token of a cart.
_LISTENERS = reading("orders_listeners", lambda: _listeners(Parameter(1, models.UUIDField())))
