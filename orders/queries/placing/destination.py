"""How things get to a country and what tax is paid there, read in the trip of whoever prices a cart."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import QuerySet, Subquery
from django.utils import timezone
from django_countries import countries

from orders.models import Cart, ShippingMethod, TaxRate
from orders.pricing.shipping import Band, Method
from orders.queries.charges.tax_rates import TableRates, TaxProvider, tax_provider
from orders.queries.prepared import Parameter, Prepared, Row, reading
from orders.queries.quote import Known


def asking(token: UUID, country: str, *, now: datetime) -> tuple[tuple[Prepared, Sequence[Any]], ...]:
    """Two statements for `execute`, about the cart with this token; what is read is for `known_of`."""
    # What is no country is refused by the quote, and can be longer and stranger than a column takes.
    place = country if country in countries.countries else ""
    return (_METHODS, [token, place]), (_RATES, [place, timezone.localdate(now)])


def known_of(methods: Sequence[Row], rates: Sequence[Row]) -> Known:
    """What a quote stands on, out of the rows that were read."""
    return Known(methods=tuple(_method_of(row) for row in methods), taxes=_taxes(rates))


def _taxes(rates: Sequence[Row]) -> TaxProvider:
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


def _rates(country: Parameter, day: Parameter) -> QuerySet[TaxRate, Any]:
    return TaxRate.objects.on(day).filter(country=country).values_list("tax_class", "region", "percent")


_TABLE = f"{TableRates.__module__}.{TableRates.__qualname__}"
_METHODS = reading(
    "orders_methods",
    lambda: _methods(Parameter(1, models.UUIDField()), Parameter(2, models.CharField())),
)
_RATES = reading(
    "orders_rates", lambda: _rates(Parameter(1, models.CharField()), Parameter(2, models.DateField()))
)
