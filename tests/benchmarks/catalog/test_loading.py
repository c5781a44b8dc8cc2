"""A shop is filled in parts."""

import pytest

from tests.benchmarks.catalog.loading import PART, parts


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, []), (1_000, [1_000]), (PART, [PART]), (2 * PART + 1, [PART, PART, 1])],
)
def test_parts_are_as_many_products_as_are_asked_for(count: int, expected: list[int]) -> None:
    assert parts(count) == expected
