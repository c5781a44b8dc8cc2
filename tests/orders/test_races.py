"""What happens at once: the last unit, crossing carts, double clicks, two words about one payment."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.db import connection

from orders.errors import OutOfStock
from orders.gateways.local import notice_of
from orders.models import Order, Payment
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.place_order import TIME_TO_PAY
from orders.states import OrderState, PaymentEventKind, PaymentState
from tests.factories.orders import NOW, filled_cart, payment_of, place, placed_order, sold_variant, stock_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(actions: Sequence[Callable[[], object]]) -> list[object]:
    """Run each action in a thread of its own, let go together; their results or exceptions, in order."""
    barrier, connecting = threading.Barrier(len(actions)), threading.Lock()
    results: list[object] = [None] * len(actions)

    def run(position: int, action: Callable[[], object]) -> None:
        # One after the other: all at once they would wait longer for connections than they may.
        with connecting:
            connection.ensure_connection()
        barrier.wait(timeout=60)
        try:
            results[position] = action()
        except Exception as error:  # noqa: BLE001  # handed to the test, which looks at every one
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_two_orders_for_the_last_unit_give_one_order() -> None:
    for _ in range(10):
        variant = sold_variant(on_hand=1)
        tokens = [filled_cart((variant, 1)) for _ in range(2)]

        results = at_once([partial(place, token) for token in tokens])

        refused = [result for result in results if isinstance(result, OutOfStock)]
        assert len(refused) == 1
        assert Order.objects.filter(lines__variant=variant).count() == 1
        assert stock_of(variant) == (1, 1)


def test_a_crowd_buys_exactly_the_stock() -> None:
    variant = sold_variant(on_hand=5)
    tokens = [filled_cart((variant, 1)) for _ in range(8)]

    results = at_once([partial(place, token) for token in tokens])

    assert Counter(type(result).__name__ for result in results) == {"PlacedOrder": 5, "OutOfStock": 3}
    assert stock_of(variant) == (5, 5)


def test_crossing_carts_never_wait_for_each_other() -> None:
    variants = [sold_variant(on_hand=500) for _ in range(4)]
    chance = random.Random(7)  # noqa: S311  # a shuffle, no secret
    placed = 0
    for _ in range(25):
        tokens = [
            filled_cart(*[(variant, 1) for variant in chance.sample(variants, 4)]),
            filled_cart(*[(variant, 1) for variant in chance.sample(variants, 4)]),
            filled_cart(*[(variant, 1) for variant in reversed(variants)]),
        ]

        results = at_once([partial(place, token) for token in tokens])

        assert [type(result).__name__ for result in results] == ["PlacedOrder"] * 3
        placed += 3
    assert [stock_of(variant) for variant in variants] == [(500, placed)] * 4


def test_a_double_click_gives_one_order() -> None:
    variant = sold_variant(on_hand=9)
    token = filled_cart((variant, 2))

    results = at_once([partial(place, token)] * 5)

    assert len({getattr(result, "public_id", result) for result in results}) == 1
    assert Order.objects.count() == Payment.objects.count() == 1
    assert stock_of(variant) == (9, 2)


def test_two_words_about_one_payment_at_once_settle_it_once() -> None:
    for _ in range(8):
        variant = sold_variant()
        order = placed_order((variant, 1))
        payment = payment_of(order)
        notices = [
            notice_of(payment.public_id, kind, payment.amount)
            for kind in [*[PaymentEventKind.SUCCEEDED] * 3, PaymentEventKind.DECLINED]
        ]

        results = at_once([partial(apply_payment_event, notice, now=NOW) for notice in notices])

        order.refresh_from_db()
        assert Counter(results) == {True: 2, False: 2}
        assert (order.order_state, payment_of(order).state) == (OrderState.CONFIRMED, PaymentState.CAPTURED)
        assert stock_of(variant) == (5, 1)


@pytest.mark.parametrize("round_number", range(8))
def test_paying_while_it_expires_confirms_and_keeps_the_stock(round_number: int) -> None:
    variant = sold_variant(on_hand=1)
    order = placed_order((variant, 1))
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)

    at_once(
        [
            lambda: apply_payment_event(notice, now=NOW + TIME_TO_PAY),
            lambda: expire_unpaid_orders(now=NOW + TIME_TO_PAY),
        ]
    )

    order.refresh_from_db()
    assert (order.order_state, order.payment_state) == (OrderState.CONFIRMED, PaymentState.CAPTURED)
    assert stock_of(variant) == (1, 1)


@pytest.mark.parametrize("round_number", range(8))
def test_paying_while_it_is_cancelled_gives_all_the_money_back(round_number: int) -> None:
    variant = sold_variant(on_hand=1)
    order = placed_order((variant, 1))
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)

    at_once(
        [
            lambda: apply_payment_event(notice, now=NOW),
            lambda: cancel_order(order_id=order.public_id, now=NOW),
        ]
    )

    order.refresh_from_db()
    end = (order.order_state, order.payment_state, stock_of(variant))
    assert end == (OrderState.CANCELLED, PaymentState.RETURNED, (1, 0))
    assert order.refunds.get().amount_minor == order.total_minor
