"""What carts are charged besides goods, read in the same trip as what is in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet, Subquery
from django.utils import timezone

from accounts.postal.countries import is_country
from accounts.prepared import Parameter, Prepared, Row, reading
from orders.models import Cart, ShippingMethod, TaxRate
from orders.queries.charges.sale import TaxSource
from orders.queries.charges.shipping import METHOD_COLUMNS, method_of
from orders.queries.charges.tax_rates import TableRates
from orders.queries.charges.tax_service import is_service, tax_source
from orders.queries.quote import Known

Call = tuple[Prepared, Sequence[Any]]


def charges_of(token: UUID, country: str, *, now: datetime) -> tuple[Call, Call]:
    """The statements that read what `known_of` makes of their rows, for a cart and where it goes."""
    # What is no country is refused by the quote, and can be longer and stranger than a column takes.
    place = country if is_country(country) else ""
    return (METHODS, [token, place]), (_RATES, [place, timezone.localdate(now)])


def known_of(methods: Sequence[Row], rates: Sequence[Row]) -> Known:
    return Known(methods=tuple(method_of(row) for row in methods), taxes=_taxes(rates))


def _taxes(rates: Sequence[Row]) -> TaxSource:
    """A tax service is asked itself."""
    if is_service():
        return tax_source()
    return TableRates([(tax_class, region, percent) for tax_class, region, percent in rates])


def _methods(token: Parameter, country: Parameter) -> QuerySet[ShippingMethod, Any]:
    currency = Subquery(Cart.objects.filter(token=token).values("currency"))
    return ShippingMethod.objects.to(country, currency).values_list(*METHOD_COLUMNS)


def _rates(country: Parameter, day: Parameter) -> QuerySet[TaxRate, Any]:
    return TaxRate.objects.on(day).filter(country=country).values_list("tax_class", "region", "percent")


# By the token of a cart and a country.
METHODS = reading(
    "orders_methods", lambda: _methods(Parameter(1, models.UUIDField()), Parameter(2, models.CharField()))
)
_RATES = reading(
    "orders_rates", lambda: _rates(Parameter(1, models.CharField()), Parameter(2, models.DateField()))
)
