"""Which rate of tax holds where, for what and when, by the table that the shop keeps itself."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from orders.models import TaxRate
from orders.queries.charges.sale import Sale, Taxes

NO_TAX = Decimal(0)
# Of the table: the class by primary key, the region, the percent.
RateRow = tuple[int | None, str, Decimal]


class TableRates:
    """The rates that the shop keeps itself; no tax where it keeps none. One query, none for rows that were read."""

    def __init__(self, rows: Iterable[RateRow] | None = None) -> None:
        """`rows` are those of the country that is asked about, on the day that is asked about."""
        self._rows = rows

    def taxes_on(self, sale: Sale) -> Taxes:
        rows, region = self._rows, sale.to.region
        if rows is None:
            in_force = TaxRate.objects.on(timezone.localdate(sale.now)).filter(country=sale.to.country)
            rows = in_force.values_list("tax_class", "region", "percent")
        known = {(tax_class, where): percent for tax_class, where, percent in rows if where in ("", region)}
        standard = known.get((None, region), known.get((None, ""), NO_TAX))
        classes = (line.tax_class_id for line in sale.lines)
        return Taxes(
            [known.get((one, region), known.get((one, ""), standard)) for one in classes],
        )
