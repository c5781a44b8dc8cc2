"""Amounts out of rates and shares, rounded so that nothing is lost: the parts always come to the whole."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from catalog.money import Money, exponent


def in_minor_units(amount: Decimal, currency: str) -> Money:
    """`amount` major units of `currency`, rounded half up to its minor unit (4.90 in JPY is 5 yen)."""
    minor = amount.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(minor), currency)


def percent_of(minor: int, percent: Decimal) -> int:
    """`percent` of `minor` units that are not negative, rounded half up."""
    share, one = percent.as_integer_ratio()
    return _half_up(minor * share, 100 * one)


def percent_within(minor: int, percent: Decimal) -> int:
    """What was added to an amount, not negative, to make it `minor`, had it been raised by `percent`; rounded half up."""
    share, one = percent.as_integer_ratio()
    return _half_up(minor * share, 100 * one + share)


def spread(minor: int, weights: Sequence[int]) -> list[int]:
    """`minor` units shared out in proportion to `weights`, none of them negative; the parts sum up to `minor`.

    By largest remainder: every part gets the whole units of its share, and those with the largest rest one more, so
    that a part is never more than its weight while `minor` is at most the sum of them. Without any weight all falls to
    the first part. ValueError without parts.
    """
    if not weights:
        raise ValueError("There is nothing to share an amount out over.")
    if len(weights) == 1:
        return [minor]
    whole = sum(weights)
    if not whole:
        return [minor, *(0 for _ in weights[1:])]
    parts, rests = zip(*(divmod(minor * weight, whole) for weight in weights), strict=True)
    luckiest = sorted(range(len(weights)), key=lambda position: -rests[position])[: minor - sum(parts)]
    return [part + (position in luckiest) for position, part in enumerate(parts)]


def _half_up(numerator: int, denominator: int) -> int:
    """The quotient, which is not negative, in whole numbers: exact, and many times as quick as fractions are."""
    return (2 * numerator + denominator) // (2 * denominator)
