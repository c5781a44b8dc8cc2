"""Sharing amounts out: nothing is lost and nothing is made, whatever is shared by whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.services.invoices.shares import share

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=30)


@given(AMOUNTS, WEIGHTS)
def test_parts_add_up_to_the_amount(minor: int, weights: list[int]) -> None:
    assert sum(share(minor, weights)) == minor


@given(AMOUNTS, WEIGHTS.filter(any))
def test_each_part_is_less_than_a_unit_from_its_exact_share(minor: int, weights: list[int]) -> None:
    whole = sum(weights)

    for part, weight in zip(share(minor, weights), weights, strict=True):
        assert abs(part * whole - minor * weight) < whole


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (490, [2500, 7500], [123, 367]),
        (5, [0, 0], [5, 0]),
        (0, [3, 4], [0, 0]),
    ],
)
def test_what_is_left_goes_to_those_that_lost_most(minor: int, weights: list[int], parts: list[int]) -> None:
    assert share(minor, weights) == parts


def test_nobody_to_share_among_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        share(1, [])
