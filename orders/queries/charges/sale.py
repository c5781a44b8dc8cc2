"""What is about to be sold, for whoever knows what taxes there are on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from django.utils import timezone

from catalog.models import TaxClass
from catalog.taxes import STANDARD
from orders.pricing.bill import Charges
from orders.pricing.reductions import discounts
from orders.pricing.taxing import TaxDestination, TaxLine, TaxQuestion
from orders.queries.carts.lines import PricedLine


class Place(Protocol):
    """Where things go, as far as that is known."""

    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def street(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Sale:
    """`is_reduced` says of each line whether the voucher is for it; `charges` are all but the tax."""

    lines: Sequence[PricedLine]
    is_reduced: Sequence[bool]
    currency: str
    charges: Charges
    to: Place
    now: datetime


@dataclass(frozen=True)
class Taxes:
    """The rate of each line by its position, in percent; of shipping None where it is taxed as the goods are."""

    rates: Sequence[Decimal]
    shipping: Decimal | None = None


class TaxSource(Protocol):
    """Tells the taxes on a sale, out of the shop's own table or of what a tax service answered."""

    def taxes_on(self, sale: Sale) -> Taxes: ...


def question_of(sale: Sale) -> TaxQuestion:
    """What a tax service is asked about this sale; lines that are not offered any more are left out. One query, none
    where all products are of the standard class."""
    totals = [line.total.minor if line.total else 0 for line in sale.lines]
    off = discounts(sale.charges.reduction, totals, sale.is_reduced)
    codes = _codes({line.tax_class_id for line in sale.lines})
    return TaxQuestion(
        destination=_destination(sale.to),
        currency=sale.currency,
        prices_include_tax=sale.charges.prices_include_tax,
        day=timezone.localdate(sale.now),
        lines=tuple(
            TaxLine(
                variant_id=line.variant_id,
                sku=line.sku,
                merchant_id=line.merchant_id,
                tax_class=codes[line.tax_class_id],
                quantity=line.quantity,
                amount_minor=total - less,
            )
            for line, total, less in zip(sale.lines, totals, off, strict=True)
            if line.is_offered
        ),
        shipping_minor=0 if sale.charges.reduction.frees_shipping else sale.charges.shipping.minor,
    )


def _codes(tax_classes: set[int | None]) -> dict[int | None, str]:
    """How classes are called, by primary key."""
    named = [one for one in tax_classes if one is not None]
    rows = TaxClass.objects.filter(pk__in=named).values_list("pk", "code") if named else ()
    return {None: STANDARD, **dict(rows)}


def _destination(to: Place) -> TaxDestination:
    """Written alike however it was typed, so that a page and what is ordered on it ask the same question."""
    country, region, postcode, city, *street = (
        " ".join(part.split()) for part in (to.country, to.region, to.postcode, to.city, *to.street)
    )
    return TaxDestination(country, region, postcode.upper(), city, tuple(part for part in street if part))
