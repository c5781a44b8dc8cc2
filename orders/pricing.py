"""What an order costs: shipping and the sum. Arithmetic on whole minor units; knows no framework."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from catalog.money import Money, exponent


@dataclass(frozen=True)
class ShippingRules:
    """Flat shipping, free from a sum of goods on. Amounts in major units of whatever the order's currency is."""

    name: str = "Standard delivery"
    flat: Decimal = Decimal("4.90")
    free_from: Decimal = Decimal("100")


@dataclass(frozen=True)
class Totals:
    """The sums of an order, all in one currency. Prices include tax; `tax` would come on top."""

    lines: Money
    shipping: Money
    tax: Money
    discount: Money

    @property
    def total(self) -> Money:
        return self.lines + self.shipping + self.tax - self.discount


STANDARD_SHIPPING = ShippingRules()


def in_minor_units(amount: Decimal, currency: str) -> Money:
    """`amount` major units of `currency`, rounded half up to its minor unit (4.90 in JPY is 5 yen)."""
    minor = amount.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(minor), currency)


def shipping_cost(goods: Money, rules: ShippingRules = STANDARD_SHIPPING) -> Money:
    """What sending goods of this value costs."""
    if goods.minor >= in_minor_units(rules.free_from, goods.currency).minor:
        return Money(0, goods.currency)
    return in_minor_units(rules.flat, goods.currency)


def left_to_free_shipping(goods: Money, rules: ShippingRules = STANDARD_SHIPPING) -> Money | None:
    """How much more to buy until shipping is free; None when it is."""
    missing = in_minor_units(rules.free_from, goods.currency) - goods
    return missing if missing.minor > 0 else None


def total_up(line_totals: Iterable[Money], currency: str, rules: ShippingRules = STANDARD_SHIPPING) -> Totals:
    """The sums of an order of these lines. CurrencyMismatch when a line is in another currency."""
    nothing = Money(0, currency)
    amounts = list(line_totals)
    goods = sum(amounts, start=nothing)
    shipping = shipping_cost(goods, rules) if amounts else nothing
    return Totals(lines=goods, shipping=shipping, tax=nothing, discount=nothing)
