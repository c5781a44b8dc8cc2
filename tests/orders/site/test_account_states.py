"""The list of a customer's orders says of each what its own page says."""

from collections.abc import Callable

import pytest
from django.test import Client

from orders.models import Order
from orders.states import PaymentEventKind, RefundReason
from tests.accounts.site.browsing import customer
from tests.factories.accounts import UserFactory
from tests.factories.orders import sold_variant
from tests.factories.selling import authorised_order, paid_order, refund_of, shipped_order
from tests.orders.disputes.test_follow_disputes import LOST_MINOR, said, say

pytestmark = pytest.mark.django_db(transaction=True)

STATES = ("Being prepared", "Refunded", "Not charged", "Your bank is deciding", "Shipped")


def state_in_list(order: Order) -> set[str]:
    user = customer()
    Order.objects.filter(pk=order.pk).update(user=user)
    client = Client()
    client.force_login(user)
    found = {
        state
        for page in ("/account/", "/account/orders/")
        for state in STATES
        if state in client.get(page).content.decode()
    }
    assert len(found) == 1
    return found


def give_all_back(order: Order) -> Order:
    shop = UserFactory.create(is_superuser=True)
    refund_of(order, order.total_minor, reason=RefundReason.UNAVAILABLE, actor=shop)
    return order


def goods_back() -> Order:
    """All of its pieces, and not the shipping."""
    order = paid_order((sold_variant(price=2500), 2))
    refund_of(order, 5000, reason=RefundReason.UNAVAILABLE, lines={order.lines.get().pk: 2})
    return order


def some_back() -> Order:
    order = paid_order((sold_variant(price=2500), 2))
    refund_of(order, 2500, reason=RefundReason.UNAVAILABLE, lines={order.lines.get().pk: 1})
    return order


def disputed(order: Order) -> Order:
    say([said(order, PaymentEventKind.DISPUTED, "dp_1", LOST_MINOR)])
    return order


def goods_not_charged() -> Order:
    order = authorised_order((sold_variant(price=2500), 2))
    refund_of(order, 5000, reason=RefundReason.UNAVAILABLE, lines={order.lines.get().pk: 2})
    return order


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (lambda: paid_order((sold_variant(), 1)), "Being prepared"),
        (some_back, "Being prepared"),
        (goods_back, "Refunded"),
        (lambda: give_all_back(paid_order((sold_variant(), 1))), "Refunded"),
        (goods_not_charged, "Not charged"),
        (lambda: disputed(paid_order((sold_variant(), 1))), "Your bank is deciding"),
        (lambda: disputed(shipped_order((sold_variant(), 1))), "Shipped"),
    ],
)
def test_list_says_what_becomes_of_an_order(make: Callable[[], Order], state: str) -> None:
    assert state_in_list(make()) == {state}
