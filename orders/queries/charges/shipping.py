"""The ways of sending that lead to a country."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import QuerySet

from accounts.postal.countries import country_name, is_country
from accounts.prepared import Parameter, Row, execute, reading
from catalog.money import Money
from orders.errors import MethodNotOffered, NotDeliveredThere
from orders.models import ShippingMethod
from orders.pricing.shipping import Band, Method, OfferedMethod, cheapest, offered


def methods_to(country: str, currency: str) -> tuple[Method, ...]:
    """In the order in which the shop offers them; none when it does not deliver there. One query."""
    (rows,) = execute((METHODS_IN, [country, currency]))
    return tuple(method_of(row) for row in rows)


def method_of(row: Row) -> Method:
    """What one row of METHOD_COLUMNS says."""
    *said, bands = row
    return _method(*said, tuple(bands))


# A shop has few, and they are read with each cart.
@lru_cache(maxsize=256)
def _method(
    pk: int, name: str, days_from: int, days_to: int, currency: str, bands: tuple[str, ...]
) -> Method:
    return Method(
        id=pk,
        name=name,
        days_from=days_from,
        days_to=days_to,
        currency=currency,
        bands=tuple(Band(**json.loads(band)) for band in bands),
    )


def require_offered(
    country: str, goods: Money, weight: int, known: Sequence[Method] | None = None
) -> tuple[OfferedMethod, ...]:
    """Those that take goods of this value and weight, in grams, there. NotDeliveredThere when none does.

    known: what `methods_to` would read, for whoever has read it.
    """
    if not is_country(country):
        raise NotDeliveredThere("We do not know that country.")
    if known is None:
        known = methods_to(country, goods.currency)
    choices = offered(known, goods, weight)
    if choices:
        return choices
    place = country_name(country)
    if known:
        raise NotDeliveredThere(f"We have no way of sending an order like this to {place}.")
    raise NotDeliveredThere(f"We do not deliver to {place} yet.")


def choose(choices: Sequence[OfferedMethod], method_id: int | None) -> OfferedMethod:
    """The method with this id, or the cheapest when none is named. MethodNotOffered when it is another's."""
    if method_id is None:
        found = cheapest(choices)
    else:
        found = next((choice for choice in choices if choice.method.id == method_id), None)
    if found is None:
        raise MethodNotOffered(
            "This way of sending is not offered for your order. Please choose another one."
        )
    return found


def _methods(country: Parameter, currency: Parameter) -> QuerySet[ShippingMethod, Any]:
    return ShippingMethod.objects.to(country, currency).values_list(*METHOD_COLUMNS)


METHOD_COLUMNS = ("pk", "name", "days_from", "days_to", "currency", "bands")
# By a country and a currency.
METHODS_IN = reading(
    "orders_methods_in", lambda: _methods(Parameter(1, models.CharField()), Parameter(2, models.CharField()))
)
