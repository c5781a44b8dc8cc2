"""Which rate of tax holds where, for what and when. Another source may stand in for the table of the shop."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from orders.models import TaxRate

NO_TAX = Decimal(0)
# Of the table: the class by primary key, the region, the percent.
RateRow = tuple[int | None, str, Decimal]


class TaxProvider(Protocol):
    """Knows rates of tax. Asked while a cart is locked, so it must answer out of what it has and call nobody."""

    def rates(
        self, *, country: str, region: str, tax_classes: Collection[int | None], now: datetime
    ) -> Mapping[int | None, Decimal]:
        """The rate of each of these classes in percent, by primary key of the class; None is the standard one."""


class TableRates:
    """The rates that the shop keeps itself; no tax where it keeps none. One query, none for rows that were read."""

    def __init__(self, rows: Iterable[RateRow] | None = None) -> None:
        """`rows` are those of the country that is asked about, on the day that is asked about."""
        self._rows = rows

    def rates(
        self, *, country: str, region: str, tax_classes: Collection[int | None], now: datetime
    ) -> Mapping[int | None, Decimal]:
        rows = self._rows
        if rows is None:
            in_force = TaxRate.objects.on(timezone.localdate(now)).filter(country=country)
            rows = in_force.values_list("tax_class", "region", "percent")
        known = {(tax_class, where): percent for tax_class, where, percent in rows if where in ("", region)}
        standard = known.get((None, region), known.get((None, ""), NO_TAX))
        return {
            tax_class: known.get((tax_class, region), known.get((tax_class, ""), standard))
            for tax_class in tax_classes
        }


def tax_provider() -> TaxProvider:
    """The one that `settings.TAX_PROVIDER` names."""
    provider: TaxProvider = import_string(settings.TAX_PROVIDER)()
    return provider
