"""Rounding and sharing out, over currencies with no, two and three decimals."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.money import Money
from orders.pricing.amounts import in_minor_units, percent_of, percent_within, spread

PERCENTS = st.decimals(0, 100, places=3)
AMOUNTS = st.integers(0, 10**12)


@pytest.mark.parametrize(("currency", "flat"), [("EUR", 490), ("JPY", 5), ("KWD", 4900)])
def test_major_units_become_every_currencys_minor_ones(currency: str, flat: int) -> None:
    assert in_minor_units(Decimal("4.90"), currency) == Money(flat, currency)


@pytest.mark.parametrize(
    ("minor", "percent", "on_top", "within"),
    [
        (12000, "20", 2400, 2000),
        (2500, "19", 475, 399),
        (5, "10", 1, 0),
        (1, "50", 1, 0),
        (999, "8.875", 89, 81),
        (0, "20", 0, 0),
        (700, "0", 0, 0),
        (200, "100", 200, 100),
    ],
)
def test_percentages_are_rounded_half_up(minor: int, percent: str, on_top: int, within: int) -> None:
    assert (percent_of(minor, Decimal(percent)), percent_within(minor, Decimal(percent))) == (on_top, within)


@given(AMOUNTS, PERCENTS)
def test_percentages_are_exact_before_they_are_rounded(minor: int, percent: Decimal) -> None:
    share, half = Fraction(percent), Fraction(1, 2)

    assert percent_of(minor, percent) == int(minor * share / 100 + half)
    assert percent_within(minor, percent) == int(minor * share / (100 + share) + half)


@given(AMOUNTS, PERCENTS)
def test_what_is_within_is_what_would_be_on_top_of_the_rest(minor: int, percent: Decimal) -> None:
    within = percent_within(minor, percent)

    assert 0 <= within <= minor
    assert abs(percent_of(minor - within, percent) - within) <= 1


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=20))
def test_parts_come_to_the_whole_and_are_within_one_unit_of_their_share(
    minor: int, weights: list[int]
) -> None:
    parts = spread(minor, weights)

    whole = sum(weights)
    assert sum(parts) == minor
    assert all(part >= 0 for part in parts)
    if whole:
        assert all(
            abs(part * whole - minor * weight) < whole for part, weight in zip(parts, weights, strict=True)
        )


@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.data())
def test_no_part_is_more_than_its_weight_while_there_is_enough(
    weights: list[int], data: st.DataObject
) -> None:
    minor = data.draw(st.integers(0, sum(weights)))

    parts = spread(minor, weights)

    assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


def test_the_largest_rests_get_what_is_left() -> None:
    assert spread(100, [1, 1, 1]) == [34, 33, 33]
    assert spread(10, [1, 6, 2]) == [1, 7, 2]
    assert spread(7, [0, 0]) == [7, 0]


def test_nothing_is_shared_out_over_nobody() -> None:
    with pytest.raises(ValueError, match="nothing to share"):
        spread(1, [])
