"""Cancelling an order of which no money is left: nobody is promised any."""

from email.message import EmailMessage

import pytest
from django.test import Client

from catalog.money import Money
from orders.models import Order, ShippingRate
from orders.services.cancel_order import cancel_order
from orders.states import OrderEventKind, OrderState, RefundReason
from tests.doubles.post_office import PostOffice, post_office
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, placed_order, sold_variant
from tests.factories.selling import paid_order, refund_of
from tests.orders.mail.test_letter import part

__all__ = ["post_office"]
pytestmark = pytest.mark.django_db(transaction=True)


def page_of(order: Order) -> str:
    return " ".join(Client().get(f"/orders/{order.public_id}/").content.decode().split())


def cancel(order: Order) -> None:
    cancel_order(order_id=order.public_id, now=NOW)
    order.refresh_from_db()
    assert order.order_state == OrderState.CANCELLED


def letter_of(post_office: PostOffice, order: Order) -> str:
    """Of the cancellation, of which there is one."""
    subject = f"Your order {order.number} is cancelled"
    found: list[EmailMessage] = [one for one in post_office.letters if one["Subject"] == subject]
    (letter,) = found
    return " ".join(part(letter, "plain").split())


def test_what_cost_nothing_brings_nothing_back(post_office: PostOffice) -> None:
    ShippingRate.objects.update(amount_minor=0)
    order = placed_order((sold_variant(price=0), 1))
    offered = page_of(order)

    cancel(order)

    assert ("Cancel the order" in offered, "0.00 back" in offered) == (True, False)
    told = letter_of(post_office, order)
    assert ("You owe nothing" in told, "goes back to you" in told, "given back" in told) == (
        True,
        False,
        False,
    )
    assert "on its way back" not in page_of(order)


@pytest.mark.parametrize("reason", [RefundReason.GOODWILL, RefundReason.UNAVAILABLE])
def test_what_had_gone_back_is_not_promised_again(post_office: PostOffice, reason: RefundReason) -> None:
    order = paid_order((sold_variant(), 1))
    refund_of(order, order.total_minor, reason=reason, actor=UserFactory.create(is_superuser=True))

    cancel(order)

    told = letter_of(post_office, order)
    assert ("was given back before" in told, "goes back to you" in told) == (True, False)
    assert order.refunds.count() == 1


def test_what_is_left_is_promised(post_office: PostOffice) -> None:
    order = paid_order((sold_variant(), 1))
    refund_of(order, 400)

    cancel(order)

    told = letter_of(post_office, order)
    assert ("What you paid goes back to you" in told, "before" in told) == (True, False)
    assert order.refunds.latest("pk").amount == order.total - Money(400, "EUR")
    assert order.events.get(kind=OrderEventKind.CANCELLED).data == {}
