"""The story of an order: every change leaves its line, and no line ever changes."""

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership
from orders.gateways.local import notice_of
from orders.models import Order, OrderEvent
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.place_order import TIME_TO_PAY
from orders.services.ship_lines import ship_lines
from orders.states import OrderEventKind, PaymentEventKind
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


def story(order: Order) -> list[str]:
    return list(order.events.values_list("kind", flat=True))


def pay(order: Order, kind: PaymentEventKind = PaymentEventKind.SUCCEEDED) -> None:
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, kind, payment.amount), now=NOW)


def test_story_of_a_shipped_order() -> None:
    variant = sold_variant()
    order = placed_order((variant, 1))
    seller = UserFactory.create()
    Membership.objects.create(user=seller, merchant=variant.product.merchant)

    pay(order)
    pay(order)
    ship_lines(order_id=order.public_id, actor=seller, now=NOW)

    assert story(order) == [OrderEventKind.PLACED, OrderEventKind.PAID, OrderEventKind.FULFILLED]
    shipped = order.events.get(kind=OrderEventKind.FULFILLED)
    assert (shipped.user, shipped.merchant, shipped.data) == (
        seller,
        variant.product.merchant,
        {"fulfilment": order.fulfilments.get().pk},
    )


def test_story_of_an_order_that_is_given_up() -> None:
    declined, overdue = placed_order((sold_variant(), 1)), placed_order((sold_variant(), 1))

    pay(declined, PaymentEventKind.DECLINED)
    cancel_order(order_id=declined.public_id, now=NOW)
    expire_unpaid_orders(now=NOW + TIME_TO_PAY)

    assert story(declined) == [
        OrderEventKind.PLACED,
        OrderEventKind.PAYMENT_DECLINED,
        OrderEventKind.CANCELLED,
    ]
    assert story(overdue) == [OrderEventKind.PLACED, OrderEventKind.EXPIRED]


def test_line_of_a_story_stays_as_it_was_written() -> None:
    order = placed_order((sold_variant(), 1))
    lines = OrderEvent.objects.filter(order=order)

    for change in (lambda: lines.update(kind=OrderEventKind.PAID), lines.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert story(order) == [OrderEventKind.PLACED]


def test_account_that_is_deleted_leaves_the_line() -> None:
    buyer = UserFactory.create()
    order = placed_order((sold_variant(), 1))
    cancel_order(order_id=order.public_id, now=NOW, by=buyer)

    buyer.delete()

    assert order.events.get(kind=OrderEventKind.CANCELLED).user is None
