"""What sending costs, by what the goods come to and weigh."""

import pytest

from catalog.money import Money
from orders.pricing.shipping import Band, Method, OfferedMethod, cheapest, offered

STANDARD = Method(1, "Standard", 2, 5, "EUR", (Band(490, total_to=10000), Band(0, total_from=10000)))
FREIGHT = Method(
    2,
    "Freight",
    5,
    10,
    "EUR",
    (Band(2900, weight_from=10_000, weight_to=30_000), Band(5900, weight_from=30_000, weight_to=100_000)),
)


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


@pytest.mark.parametrize(("goods", "cost"), [(0, 490), (1, 490), (9999, 490), (10000, 0), (250000, 0)])
def test_a_band_holds_from_its_first_number_to_below_its_last(goods: int, cost: int) -> None:
    assert STANDARD.cost(euros(goods), 0) == euros(cost)


@pytest.mark.parametrize(
    ("weight", "cost"), [(9_999, None), (10_000, 2900), (29_999, 2900), (30_000, 5900), (100_000, None)]
)
def test_a_weight_that_is_in_no_band_is_not_taken(weight: int, cost: int | None) -> None:
    assert FREIGHT.cost(euros(5000), weight) == (None if cost is None else euros(cost))


def test_goods_in_another_currency_are_not_taken() -> None:
    assert STANDARD.cost(Money(100, "USD"), 0) is None


def test_only_what_takes_the_goods_is_offered_and_the_cheapest_is_found() -> None:
    assert offered([STANDARD, FREIGHT], euros(5000), 500) == (OfferedMethod(STANDARD, euros(490)),)
    both = offered([FREIGHT, STANDARD], euros(5000), 10_000)
    assert [choice.cost.minor for choice in both] == [2900, 490]
    assert cheapest(both) == OfferedMethod(STANDARD, euros(490))
    assert cheapest(()) is None


def test_left_to_free_ends_when_it_is_free_and_is_not_told_where_it_never_is() -> None:
    assert STANDARD.left_to_free(euros(9900), 0) == euros(100)
    assert STANDARD.left_to_free(euros(10000), 0) is None
    assert FREIGHT.left_to_free(euros(100), 20_000) is None
