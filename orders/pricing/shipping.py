"""What sending things costs: the band in which an order's goods and weight lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.money import Money


@dataclass(frozen=True)
class Band:
    """A price of shipping for goods and a weight from the first number, included, to the second, excluded.

    Amounts in minor units, weights in grams; None is without end.
    """

    amount: int
    total_from: int = 0
    total_to: int | None = None
    weight_from: int = 0
    weight_to: int | None = None

    def holds(self, goods: int, weight: int) -> bool:
        return _is_within(goods, self.total_from, self.total_to) and _is_within(
            weight, self.weight_from, self.weight_to
        )

    def overlaps(self, other: "Band") -> bool:
        """Whether both hold for some goods of some weight."""
        return _meet(self.total_from, self.total_to, other.total_from, other.total_to) and _meet(
            self.weight_from, self.weight_to, other.weight_from, other.weight_to
        )


@dataclass(frozen=True)
class Method:
    """A way of sending things, with how many working days it takes and what it costs in `currency`."""

    id: int
    name: str
    days_from: int
    days_to: int
    currency: str
    bands: tuple[Band, ...]

    def cost(self, goods: Money, weight: int) -> Money | None:
        """None when it does not take goods of this value or weight, in grams. The bands do not overlap.

        Goods count before a voucher, so that a voucher never makes shipping dearer.
        """
        found = next((band.amount for band in self.bands if band.holds(goods.minor, weight)), None)
        return None if found is None or goods.currency != self.currency else Money(found, self.currency)

    def left_to_free(self, goods: Money, weight: int) -> Money | None:
        """How much more to buy until this way is free; None when it is, or never becomes so."""
        here = self.cost(goods, weight)
        starts = [
            band.total_from
            for band in self.bands
            if band.amount == 0 and band.total_from > goods.minor and band.holds(band.total_from, weight)
        ]
        return Money(min(starts) - goods.minor, self.currency) if starts and here and here.minor else None


@dataclass(frozen=True)
class OfferedMethod:
    """A way of sending an order, and what it costs for that order."""

    method: Method
    cost: Money


def offered(methods: Iterable[Method], goods: Money, weight: int) -> tuple[OfferedMethod, ...]:
    """The methods that take these goods, in their order."""
    costs = ((method, method.cost(goods, weight)) for method in methods)
    return tuple(OfferedMethod(method, cost) for method, cost in costs if cost is not None)


def cheapest(choices: Sequence[OfferedMethod]) -> OfferedMethod | None:
    """The first of those that cost least; None without any."""
    return min(choices, key=lambda choice: choice.cost.minor, default=None)


def _meet(start: int, end: int | None, other_start: int, other_end: int | None) -> bool:
    return _is_within(start, other_start, other_end) or _is_within(other_start, start, end)


def _is_within(number: int, start: int, end: int | None) -> bool:
    return start <= number and (end is None or number < end)
