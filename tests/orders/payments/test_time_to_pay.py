"""Whoever begins to pay has ten minutes at least, and stock is kept for an hour at most."""

from datetime import timedelta

import pytest

from orders.errors import PaymentRefused
from orders.models import Order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.start_payment import start_payment
from orders.states import OrderState
from tests.factories.orders import NOW, placed_order, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    return placed_order((sold_variant(), 1))


def begin(order: Order, minutes: int) -> float:
    """So long after it was placed; until how many minutes after that it may be paid then."""
    start_payment(order_id=order.public_id, now=NOW + timedelta(minutes=minutes))
    order.refresh_from_db()
    return (order.pay_until - NOW).total_seconds() / 60


def test_payment_that_is_begun_at_the_last_minute_is_waited_for(order: Order) -> None:
    assert begin(order, 29) == 39

    assert expire_unpaid_orders(now=NOW + timedelta(minutes=38)) == 0
    assert expire_unpaid_orders(now=NOW + timedelta(minutes=39)) == 1

    order.refresh_from_db()
    assert order.order_state == OrderState.CANCELLED


def test_time_grows_only_at_its_end_and_never_beyond_an_hour(order: Order) -> None:
    assert [begin(order, minutes) for minutes in (1, 20, 21, 30, 39, 48, 55, 59)] == [
        30,
        30,
        31,
        40,
        49,
        58,
        60,
        60,
    ]

    with pytest.raises(PaymentRefused, match="time to pay"):
        begin(order, 60)


def test_order_whose_time_is_over_gets_no_more(order: Order) -> None:
    with pytest.raises(PaymentRefused, match="time to pay"):
        begin(order, 30)

    order.refresh_from_db()
    assert order.pay_until == NOW + timedelta(minutes=30)
