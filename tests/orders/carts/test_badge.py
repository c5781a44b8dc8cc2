"""The number on the badge: from Redis without a statement, and never older than the cart is."""

from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django_redis.exceptions import ConnectionInterrupted
from pytest_django.fixtures import DjangoAssertNumQueries

from orders.models import Cart
from orders.queries.carts import badge
from orders.queries.carts.badge import count_items, keep_count
from orders.queries.carts.cart import read_cart
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.begin_cart import begin_cart
from orders.services.carts.remove_line import remove_line
from tests.factories.orders import NOW, filled_cart, place, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


class RedisIsAway:
    """What the client does while nothing answers."""

    def read_text(self, key: str) -> str | None:
        raise ConnectionInterrupted(connection=None)

    def run_script(self, script: str, key: str, *arguments: str | int) -> object:
        raise ConnectionInterrupted(connection=None)


def test_count_follows_every_change_without_a_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    variant = sold_variant(on_hand=9)
    token = add_to_cart(token=None, variant_id=variant.pk, quantity=2, now=NOW).token

    with django_assert_num_queries(0):
        assert count_items(token) == 2
    add_to_cart(token=token, variant_id=variant.pk, quantity=3, now=NOW)
    with django_assert_num_queries(0):
        assert count_items(token) == 5
    remove_line(token=token, variant_id=variant.pk, now=NOW)
    with django_assert_num_queries(0):
        assert count_items(token) == 0


def test_ordered_cart_counts_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = filled_cart((sold_variant(), 2))
    assert count_items(token) == 2

    place(token)

    with django_assert_num_queries(0):
        assert count_items(token) == 0


def test_lost_redis_is_filled_again_from_postgresql(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    token = filled_cart((sold_variant(), 3))
    cache.clear()

    with django_assert_num_queries(1):
        assert (count_items(token), count_items(token)) == (3, 3)


def test_slow_reader_does_not_bring_back_an_old_count() -> None:
    variant = sold_variant(on_hand=9)
    token = add_to_cart(token=None, variant_id=variant.pk, quantity=1, now=NOW).token
    before = Cart.objects.get(token=token).version
    add_to_cart(token=token, variant_id=variant.pk, quantity=1, now=NOW)

    keep_count(token, version=before, count=1)

    assert count_items(token) == 2


def begun(*, quantity: int) -> UUID:
    return begin_cart(wanted=[(sold_variant(on_hand=9).pk, quantity)], now=NOW).cart.token


def test_cart_of_a_program_is_ordered_without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    token = begun(quantity=2)
    assert count_items(token) == 2

    with monkeypatch.context() as patched:
        patched.setattr(badge, "_client", lambda: pytest.fail("Redis was asked"))
        place(token)
    # Whoever counted before it was ordered is as slow as this.
    keep_count(token, version=0, count=2)

    assert count_items(token) == 0


def test_cart_of_a_program_that_is_changed_is_told(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = begun(quantity=2)
    add_to_cart(token=token, variant_id=sold_variant().pk, quantity=1, now=NOW)
    with django_assert_num_queries(0):
        assert count_items(token) == 3

    place(token)

    with django_assert_num_queries(0):
        assert count_items(token) == 0


def test_change_that_is_undone_is_not_told() -> None:
    variant = sold_variant(on_hand=9)
    token = add_to_cart(token=None, variant_id=variant.pk, quantity=1, now=NOW).token

    with transaction.atomic():
        add_to_cart(token=token, variant_id=variant.pk, quantity=1, now=NOW)
        transaction.set_rollback(True)

    assert count_items(token) == 1


def test_without_redis_everything_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = sold_variant(on_hand=9)
    monkeypatch.setattr(badge, "_client", RedisIsAway)

    token = add_to_cart(token=None, variant_id=variant.pk, quantity=2, now=NOW).token

    assert (count_items(token), read_cart(token).count) == (2, 2)


def test_looking_at_the_cart_mends_what_redis_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = sold_variant(on_hand=9)
    token = add_to_cart(token=None, variant_id=variant.pk, quantity=1, now=NOW).token
    with monkeypatch.context() as outage:
        outage.setattr(badge, "_client", RedisIsAway)
        add_to_cart(token=token, variant_id=variant.pk, quantity=1, now=NOW)
    assert count_items(token) == 1

    read_cart(token)

    assert count_items(token) == 2
