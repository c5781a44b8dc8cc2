"""The bill: lines with discount and tax, shipping, and the sum that is paid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.money import Money
from orders.pricing.amounts import percent_of, percent_within, spread
from orders.pricing.reductions import NO_REDUCTION, Reduction, discounts


@dataclass(frozen=True)
class Goods:
    """A line before anything is reckoned. `is_reduced` when a voucher is for it; `tax_rate` in percent."""

    total: Money
    tax_rate: Decimal = Decimal(0)
    is_reduced: bool = True


@dataclass(frozen=True)
class BilledLine:
    """`total` is before the discount. `tax` is within what is left of it or comes on top, as prices are."""

    total: Money
    discount: Money
    tax_rate: Decimal
    tax: Money


@dataclass(frozen=True)
class TaxShare:
    """The tax of one rate, in percent, over the goods and what of shipping is taxed at it."""

    rate: Decimal
    tax: Money

    @property
    def percent(self) -> str:
        """Without zeros that say nothing: "20", "8.875"."""
        return f"{self.rate.normalize():f}"


@dataclass(frozen=True)
class Totals:
    """The sums of an order, all in one currency. `tax` holds that on shipping, and is within prices that include it."""

    lines: Money
    shipping: Money
    tax: Money
    discount: Money
    shipping_tax: Money
    prices_include_tax: bool = True

    @property
    def total(self) -> Money:
        net = self.lines + self.shipping - self.discount
        return net if self.prices_include_tax else net + self.tax


@dataclass(frozen=True)
class Bill:
    """Lines in the order in which they were given, taxes by rate from the highest, and the sums.

    shipping_tax_rate: in percent; None where shipping is taxed as the goods are.
    """

    lines: tuple[BilledLine, ...]
    taxes: tuple[TaxShare, ...]
    totals: Totals
    shipping_tax_rate: Decimal | None = None


@dataclass(frozen=True)
class Charges:
    """What is reckoned besides goods. Shipping is what it costs before a voucher that frees it.

    shipping_tax_rate: in percent; None where shipping is taxed as the goods are.
    """

    shipping: Money
    reduction: Reduction = field(default=NO_REDUCTION)
    prices_include_tax: bool = True
    shipping_tax_rate: Decimal | None = None


def make_bill(goods: Sequence[Goods], currency: str, charges: Charges) -> Bill:
    """The bill for these goods. CurrencyMismatch when something is in another currency.

    Tax is rounded half up on each line, after its discount. Shipping without a rate of its own is taxed as the goods
    are: it is shared out over their rates in proportion to what they cost.
    """
    nothing = Money(0, currency)
    whole = sum((one.total for one in goods), start=nothing)
    shipping = nothing if charges.reduction.frees_shipping else nothing + charges.shipping
    off = discounts(charges.reduction, [one.total.minor for one in goods], [one.is_reduced for one in goods])
    tax_of = percent_within if charges.prices_include_tax else percent_of
    lines = tuple(
        BilledLine(
            total=one.total,
            discount=Money(less, currency),
            tax_rate=one.tax_rate,
            tax=Money(tax_of(one.total.minor - less, one.tax_rate), currency),
        )
        for one, less in zip(goods, off, strict=True)
    )
    on_shipping = _shipping_taxes(lines, shipping, charges.shipping_tax_rate, tax_of)
    shipping_tax = sum(on_shipping.values())
    totals = Totals(
        lines=whole,
        shipping=shipping,
        tax=Money(sum(line.tax.minor for line in lines) + shipping_tax, currency),
        discount=Money(sum(off), currency),
        shipping_tax=Money(shipping_tax, currency),
        prices_include_tax=charges.prices_include_tax,
    )
    taxes = _taxes(lines, on_shipping, currency)
    return Bill(lines, taxes, totals, charges.shipping_tax_rate)


def taxes_by_rate(
    lines: Sequence[BilledLine], shipping: Money, shipping_rate: Decimal | None, *, prices_include_tax: bool
) -> tuple[TaxShare, ...]:
    """What tax there is of each rate above nothing, the highest first; with that on shipping."""
    tax_of = percent_within if prices_include_tax else percent_of
    on_shipping = _shipping_taxes(lines, shipping, shipping_rate, tax_of)
    return _taxes(lines, on_shipping, shipping.currency)


def _taxes(
    lines: Sequence[BilledLine], on_shipping: Mapping[Decimal, int], currency: str
) -> tuple[TaxShare, ...]:
    taxes = dict(on_shipping)
    for line in lines:
        taxes[line.tax_rate] = taxes.get(line.tax_rate, 0) + line.tax.minor
    return tuple(TaxShare(rate, Money(taxes[rate], currency)) for rate in sorted(taxes, reverse=True) if rate)


def _shipping_taxes(
    lines: Iterable[BilledLine],
    shipping: Money,
    own_rate: Decimal | None,
    tax_of: Callable[[int, Decimal], int],
) -> dict[Decimal, int]:
    """The tax on shipping by rate, in minor units."""
    if own_rate is not None:
        return {own_rate: tax_of(shipping.minor, own_rate)} if shipping.minor else {}
    weights: dict[Decimal, int] = {}
    for line in lines:
        weights[line.tax_rate] = weights.get(line.tax_rate, 0) + line.total.minor - line.discount.minor
    if not weights:
        return {}
    # Where goods cost nothing, the highest rate is the one that nobody objects to.
    rates = sorted(weights, reverse=True)
    parts = spread(shipping.minor, [weights[rate] for rate in rates])
    return {rate: tax_of(part, rate) for rate, part in zip(rates, parts, strict=True)}
