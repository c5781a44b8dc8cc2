"""Sums of rounded parts equal the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.services.refunds.shares import share_out


@given(amount=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=50))
def test_parts_come_to_the_whole_and_are_rounded_by_less_than_one(amount: int, weights: list[int]) -> None:
    whole = sum(weights)
    if not whole:
        weights, whole = [1], 1

    parts = share_out(amount, weights)

    assert sum(parts) == amount
    assert all(
        abs(part * whole - amount * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )


@given(weights=st.lists(st.integers(1, 10**7), min_size=1, max_size=50), data=st.data())
def test_no_part_exceeds_its_weight_when_the_whole_does_not(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))

    assert all(part <= weight for part, weight in zip(share_out(amount, weights), weights, strict=True))


def test_nothing_is_shared_among_nothing() -> None:
    assert share_out(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="nothing to share"):
        share_out(1, [])
