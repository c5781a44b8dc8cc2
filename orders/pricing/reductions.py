"""What a voucher takes off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.pricing.amounts import percent_of, spread


@dataclass(frozen=True)
class Reduction:
    """A share of the goods, an amount in minor units, or the shipping."""

    percent: Decimal = Decimal(0)
    amount: int = 0
    frees_shipping: bool = False


NO_REDUCTION = Reduction()


def discounts(reduction: Reduction, goods: Sequence[int], is_for: Sequence[bool]) -> list[int]:
    """What is taken off each of `goods`, in minor units, never more than it costs.

    Only those that it `is_for` are made cheaper. The whole is rounded once, half up, and shared out in proportion.
    """
    if not reduction.percent and not reduction.amount:
        return [0 for _ in goods]
    counted = [amount if counts else 0 for amount, counts in zip(goods, is_for, strict=True)]
    whole = sum(counted)
    if not whole:
        return [0 for _ in goods]
    return spread(min(percent_of(whole, reduction.percent) + reduction.amount, whole), counted)
