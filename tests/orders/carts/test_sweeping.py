"""Carts that were left behind."""

from datetime import timedelta

import pytest

from orders.models import Cart, CartLine
from orders.services.carts import sweep_carts as sweeping
from orders.services.carts.sweep_carts import KEPT_FOR, sweep_carts
from orders.tasks import sweep_carts as sweep_task
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, filled_cart, place, sold_variant

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - KEPT_FOR - timedelta(seconds=1)


def test_untouched_carts_of_nobody_go_with_their_lines() -> None:
    old, young = filled_cart((sold_variant(), 1)), filled_cart((sold_variant(), 1))
    Cart.objects.filter(token=old).update(changed_at=LONG_AGO)
    Cart.objects.filter(token=young).update(changed_at=NOW - KEPT_FOR)

    assert sweep_carts(now=NOW) == 1

    assert [cart.token for cart in Cart.objects.all()] == [young]
    assert CartLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ordered_carts_and_carts_of_people_stay() -> None:
    variant = sold_variant()
    ordered, owned = filled_cart((variant, 1)), filled_cart((variant, 1))
    place(ordered)
    Cart.objects.filter(token=owned).update(user=UserFactory())
    Cart.objects.update(changed_at=LONG_AGO)

    assert sweep_carts(now=NOW) == 0

    assert {cart.token for cart in Cart.objects.all()} == {ordered, owned}


def test_what_one_ring_leaves_the_next_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    monkeypatch.setattr(sweeping, "MOST_BATCHES", 2)
    Cart.objects.bulk_create(Cart(changed_at=LONG_AGO) for _ in range(5))

    assert [sweep_carts(now=NOW) for _ in range(3)] == [4, 1, 0]


def test_clock_rings_for_it() -> None:
    filled_cart()
    Cart.objects.update(changed_at=LONG_AGO - timedelta(days=365))

    sweep_task(later="argument")

    assert not Cart.objects.exists()
