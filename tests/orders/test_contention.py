"""That orders wait for each other over a row of stock is noticed, and nothing else is taken for it."""

import threading
from contextlib import AbstractContextManager
from functools import partial
from time import sleep

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Stock, Variant
from catalog.services.rush.heat_stock import heat_stock
from catalog.services.rush.waits import waited_for
from orders.errors import OutOfStock
from orders.queries.stock_drift import drifted_stock
from orders.services.stock import LONG_WAIT_SECONDS
from tests.factories.orders import filled_cart, place, sold_variant
from tests.factories.threads import somebody_at, waiting_for_locks
from tests.orders.test_hot_products import totals_of
from tests.orders.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_waited_yet() -> None:
    cache.clear()


def waited() -> set[int]:
    return waited_for(at_least=1, now=timezone.now())


def waited_at(variant: Variant, *, until_waiting: int) -> AbstractContextManager[None]:
    """Somebody holds the variant's stock from before the block until so many wait for it, and those wait for long enough."""

    def stay(ended: threading.Event) -> None:
        while waiting_for_locks() < until_waiting and not ended.is_set():
            sleep(LONG_WAIT_SECONDS)
        sleep(2 * LONG_WAIT_SECONDS)

    return somebody_at(variant.stock.all(), stay)


def test_order_that_waits_for_a_row_is_counted() -> None:
    variant, other = sold_variant(), sold_variant()

    with waited_at(variant, until_waiting=1):
        place(filled_cart((variant, 1)))

    assert variant.stock.get().pk in waited()
    assert other.stock.get().pk not in waited()


def test_order_that_is_served_at_once_or_not_at_all_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than any machine takes for a statement that nobody is in the way of.
    monkeypatch.setattr("orders.services.stock.LONG_WAIT_SECONDS", 60.0)
    variant = sold_variant(on_hand=1)
    late = filled_cart((variant, 1))
    place(filled_cart((variant, 1)))

    with pytest.raises(OutOfStock):
        place(late)

    assert variant.stock.get().pk not in waited()


def test_crowd_makes_its_product_hot_and_buys_all_of_it(settings: Settings) -> None:
    settings.HOT_STOCK_WAITS = 4
    variant, quiet = sold_variant(on_hand=8), sold_variant(on_hand=8)
    tokens = [filled_cart((variant, 1)) for _ in range(5)]
    with waited_at(variant, until_waiting=5):
        at_once([partial(place, token) for token in tokens])

    heated = heat_stock(now=timezone.now())
    results = at_once([partial(place, filled_cart((variant, 1), (quiet, 1))) for _ in range(5)])

    assert heated == (1, 0)
    assert [stock.is_hot for stock in Stock.objects.filter(bucket=0).order_by("pk")] == [True, False]
    assert sorted(type(result).__name__ for result in results) == ["OutOfStock"] * 2 + ["PlacedOrder"] * 3
    assert (totals_of(variant), totals_of(quiet)) == ((8, 8), (8, 3))
    assert drifted_stock() == []
