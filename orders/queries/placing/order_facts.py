"""All that an order is made of, read in one trip while its cart is locked."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import QuerySet, Subquery
from django.utils import timezone
from django_countries import countries

from accounts.models import WebhookEndpoint
from accounts.states import WebhookEvent
from orders.models import Cart, CartLine, ShippingMethod, TaxRate
from orders.pricing.shipping import Band, Method
from orders.queries.carts.additions import CART, CART_COLUMNS
from orders.queries.charges.tax_rates import TableRates, TaxProvider, tax_provider
from orders.queries.placing.goods import GOODS, OrderedGoods, goods_of
from orders.queries.prepared import Parameter, Row, execute, reading
from orders.queries.quote import Known


@dataclass(frozen=True)
class OrderFacts:
    """`is_listened_to` when a merchant's program wants to be told of orders that are placed."""

    cart: Cart
    goods: tuple[OrderedGoods, ...]
    known: Known
    is_listened_to: bool


def lock_and_read(token: UUID | None, country: str, *, now: datetime) -> OrderFacts | None:
    """The cart with this token, locked until the transaction ends, and what an order to this country is made of.

    None when there is no such cart. Each statement sees what was committed before its turn, so that whoever waited for
    the lock reads what the one before left.
    """
    if token is None:
        return None
    # What is no country is refused by the quote, and can be longer and stranger than a column takes.
    place = country if country in countries.countries else ""
    carts, goods, methods, listeners, rates = execute(
        (CART, [token]),
        (GOODS, [token]),
        (_METHODS, [token, place]),
        (_LISTENERS, [token]),
        (_RATES, [place, timezone.localdate(now)]),
    )
    if not carts:
        return None
    cart = Cart.from_db("default", CART_COLUMNS, carts[0])
    return OrderFacts(
        cart=cart,
        goods=tuple(goods_of(row, cart.currency) for row in goods),
        known=Known(methods=tuple(_method_of(row) for row in methods), taxes=_taxes(rates)),
        is_listened_to=bool(listeners),
    )


def _taxes(rates: list[Row]) -> TaxProvider:
    """Another provider than the table of the shop is asked itself."""
    if settings.TAX_PROVIDER == _TABLE:
        return TableRates([(tax_class, region, percent) for tax_class, region, percent in rates])
    return tax_provider()


def _method_of(row: Row) -> Method:
    pk, name, days_from, days_to, currency, bands = row
    return Method(
        id=pk,
        name=name,
        days_from=days_from,
        days_to=days_to,
        currency=currency,
        bands=tuple(Band(**json.loads(band)) for band in bands),
    )


def _methods(token: Parameter, country: Parameter) -> QuerySet[ShippingMethod, Any]:
    currency = Subquery(Cart.objects.filter(token=token).values("currency"))
    columns = ("pk", "name", "days_from", "days_to", "currency", "bands")
    return ShippingMethod.objects.to(country, currency).values_list(*columns)


def _listeners(token: Parameter) -> QuerySet[WebhookEndpoint, Any]:
    merchants = CartLine.objects.to_buy().filter(cart__token=token).values("variant__product__merchant")
    listening = WebhookEndpoint.objects.all().listening()
    told = listening.filter(merchant__in=merchants, events__contains=[WebhookEvent.ORDER_PLACED])
    return told.values_list("pk")[:1]


def _rates(country: Parameter, day: Parameter) -> QuerySet[TaxRate, Any]:
    return TaxRate.objects.on(day).filter(country=country).values_list("tax_class", "region", "percent")


_TABLE = f"{TableRates.__module__}.{TableRates.__qualname__}"
_TOKEN = Parameter(1, models.UUIDField())
_METHODS = reading("orders_methods", lambda: _methods(_TOKEN, Parameter(2, models.CharField())))
_LISTENERS = reading("orders_listeners", lambda: _listeners(_TOKEN))
_RATES = reading(
    "orders_rates", lambda: _rates(Parameter(1, models.CharField()), Parameter(2, models.DateField()))
)
