"""The last unit, crossing carts and impatient fingers, over HTTP."""

import random
from collections import Counter
from http import HTTPStatus

import pytest
from django.db import connection

from catalog.models import Variant
from orders.models import Order
from orders.queries.carts.cart import read_cart
from orders.queries.stock_drift import drifted_stock
from tests.factories.orders import filled_cart, sold_variant, stock_of
from tests.orders.rush import IS_FULL
from tests.orders.rush.crowd import press_together

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

CROWD = 100
LAST_UNIT_ROUNDS = 20 if IS_FULL else 2
CROSSING_CARTS = 1_000 if IS_FULL else 100
IMPATIENT = 40


def deadlocks() -> int:
    """In this database since it was made. The server counts them when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        count: int = cursor.fetchone()[0]
    return count


def test_last_unit_is_sold_once_and_everybody_else_is_told(ports: list[int]) -> None:
    for _ in range(LAST_UNIT_ROUNDS):
        variant = sold_variant(on_hand=1)
        carts = [filled_cart((variant, 1)) for _ in range(CROWD)]

        answers = press_together(ports, carts, read_cart(carts[0]).totals.total.minor)

        counted = Counter(answer.status for answer in answers)
        assert counted == {HTTPStatus.FOUND: 1, HTTPStatus.CONFLICT: CROWD - 1}
        told = {"There is not enough left of" in answer.text for answer in answers if answer.status == 409}
        assert told == {True}
        assert Order.objects.filter(lines__variant=variant).count() == 1
        assert stock_of(variant) == (1, 1)
    assert drifted_stock() == []


def test_crossing_carts_never_wait_for_each_other(ports: list[int]) -> None:
    variants = [sold_variant(on_hand=CROSSING_CARTS) for _ in range(4)]
    chance = random.Random(7)  # noqa: S311  # a shuffle, no secret
    before = deadlocks()
    for _ in range(CROSSING_CARTS // CROWD):
        carts = [filled_cart(*_crossing(variants, number, chance)) for number in range(CROWD)]

        answers = press_together(ports, carts, read_cart(carts[0]).totals.total.minor)

        assert Counter(answer.status for answer in answers) == {HTTPStatus.FOUND: CROWD}
    assert [stock_of(variant) for variant in variants] == [(CROSSING_CARTS, CROSSING_CARTS)] * 4
    assert deadlocks() == before


def test_one_cart_pressed_many_times_gives_one_order(ports: list[int]) -> None:
    variant = sold_variant(on_hand=9)
    cart = filled_cart((variant, 2))

    answers = press_together(ports, [cart] * IMPATIENT, read_cart(cart).totals.total.minor)

    assert Counter(answer.status for answer in answers) == {HTTPStatus.FOUND: IMPATIENT}
    order = Order.objects.get()
    payment = order.payments.get()
    # Whoever was first goes on to pay, the others come to the order's page, where that is offered as well.
    assert {answer.target for answer in answers} == {f"/pay/{payment.public_id}/", order.page_path}
    assert stock_of(variant) == (9, 2)


def _crossing(variants: list[Variant], number: int, chance: random.Random) -> list[tuple[Variant, int]]:
    """All of them in one order, in the other, or shuffled."""
    ways = (variants, variants[::-1], chance.sample(variants, len(variants)))
    return [(variant, 1) for variant in ways[number % len(ways)]]
