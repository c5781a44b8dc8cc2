"""Places for which orders queue are spread by the shop itself, and cool down a day later."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django_redis.exceptions import ConnectionInterrupted
from pytest_django import Settings

from catalog.models import Stock, Variant
from catalog.services.rush import waits
from catalog.services.rush.heat_stock import COOLS_AFTER, heat_stock
from catalog.services.rush.waits import note_waits, waited_for
from catalog.services.spread_stock import BUCKETS, make_hot
from catalog.tasks import sweep_buckets
from tests.factories.catalog import make_offer
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db
MOST = 5


class RedisIsAway:
    """What the client does while nothing answers."""

    def run_script(self, script: str, key: str, *arguments: str | int) -> object:
        raise ConnectionInterrupted(connection=None)


@pytest.fixture(autouse=True)
def _limit(settings: Settings) -> None:
    cache.clear()
    settings.HOT_STOCK_WAITS = MOST


@pytest.fixture
def variant() -> Variant:
    return make_offer(on_hand=BUCKETS)


def queue_for(row: Stock, *, times: int = MOST, seconds: int = 0) -> None:
    for _ in range(times):
        note_waits([row.pk], now=NOW + timedelta(seconds=seconds))


def main_of(variant: Variant) -> Stock:
    return variant.stock.get(bucket=0)


def test_place_that_orders_queue_for_is_spread_once(variant: Variant) -> None:
    queue_for(main_of(variant))

    assert heat_stock(now=NOW) == (1, 0)
    assert heat_stock(now=NOW) == (0, 0)

    main = main_of(variant)
    assert (main.is_hot, main.heated_at, main.on_hand) == (True, NOW, 0)
    assert list(variant.stock.filter(bucket__gt=0).values_list("on_hand", flat=True)) == [1] * BUCKETS


@pytest.mark.parametrize("times", [0, MOST - 1])
def test_a_few_waits_make_nothing_hot(variant: Variant, times: int) -> None:
    queue_for(main_of(variant), times=times)

    assert heat_stock(now=NOW) == (0, 0)
    assert variant.stock.get().is_hot is False


def test_waits_count_within_a_minute_of_the_clock_and_the_next(variant: Variant) -> None:
    queue_for(main_of(variant), seconds=30)

    assert waited_for(at_least=MOST, now=NOW + timedelta(seconds=119)) == {main_of(variant).pk}
    assert waited_for(at_least=MOST, now=NOW + timedelta(seconds=120)) == set()


def test_it_ends_a_day_after_the_last_queue_also_at_a_bucket(variant: Variant) -> None:
    queue_for(main_of(variant))
    heat_stock(now=NOW)
    cache.clear()
    later = NOW + timedelta(hours=3)
    for _ in range(MOST):
        note_waits([variant.stock.get(bucket=4).pk], now=later)

    assert heat_stock(now=later) == (0, 0)
    assert heat_stock(now=NOW + COOLS_AFTER) == (0, 0)
    assert heat_stock(now=later + COOLS_AFTER) == (0, 1)

    main = main_of(variant)
    assert (main.is_hot, main.heated_at, main.on_hand) == (False, None, BUCKETS)


def test_what_a_person_has_said_does_not_end_by_itself(variant: Variant) -> None:
    make_hot(stock_id=main_of(variant).pk, is_hot=True)
    queue_for(main_of(variant))

    assert heat_stock(now=NOW) == (0, 0)
    assert heat_stock(now=NOW + 3 * COOLS_AFTER) == (0, 0)
    assert (main_of(variant).is_hot, main_of(variant).heated_at) == (True, None)


def test_whoever_unticks_it_ends_it(variant: Variant) -> None:
    queue_for(main_of(variant))
    heat_stock(now=NOW)

    make_hot(stock_id=main_of(variant).pk, is_hot=False)

    assert (main_of(variant).is_hot, main_of(variant).heated_at) == (False, None)


def test_shop_can_be_told_to_find_nothing(variant: Variant, settings: Settings) -> None:
    settings.HOT_STOCK_WAITS = 0
    queue_for(main_of(variant))

    assert heat_stock(now=NOW) == (0, 0)


def test_without_redis_nothing_is_counted_and_nothing_breaks(
    variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waits, "script_client", RedisIsAway)
    queue_for(main_of(variant))

    sweep_buckets()

    assert main_of(variant).is_hot is False


def test_a_row_that_is_gone_is_passed_over(variant: Variant) -> None:
    queue_for(main_of(variant))
    variant.stock.all().delete()

    assert heat_stock(now=NOW) == (0, 0)
