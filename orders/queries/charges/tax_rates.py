"""Which rate of tax holds where, for what and when. Another source may stand in for the table of the shop."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from orders.models import TaxRate

NO_TAX = Decimal(0)


class TaxProvider(Protocol):
    """Knows rates of tax. Asked while a cart is locked, so it must answer out of what it has and call nobody."""

    def rates(
        self, *, country: str, region: str, tax_classes: Collection[int | None], now: datetime
    ) -> Mapping[int | None, Decimal]:
        """The rate of each of these classes in percent, by primary key of the class; None is the standard one."""


class TableRates:
    """The rates that the shop keeps itself; no tax where it keeps none. One query."""

    def rates(
        self, *, country: str, region: str, tax_classes: Collection[int | None], now: datetime
    ) -> Mapping[int | None, Decimal]:
        named = [tax_class for tax_class in tax_classes if tax_class is not None]
        rows = TaxRate.objects.on(timezone.localdate(now)).filter(
            Q(tax_class=None) | Q(tax_class__in=named), country=country, region__in=("", region)
        )
        known = {(row.tax_class_id, row.region): row.percent for row in rows}
        standard = known.get((None, region), known.get((None, ""), NO_TAX))
        return {
            tax_class: known.get((tax_class, region), known.get((tax_class, ""), standard))
            for tax_class in tax_classes
        }


def tax_provider() -> TaxProvider:
    """The one that `settings.TAX_PROVIDER` names."""
    provider: TaxProvider = import_string(settings.TAX_PROVIDER)()
    return provider
