"""Buyers and programs hear of it when a bank lets go of the money for an order that is still wanted."""

import pytest

from accounts.models import WebhookDelivery
from orders.gateways.local import notice_of
from orders.models import Order
from orders.services.cancel_order import cancel_order
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.request_refund import request_refund
from orders.states import MailKind, MailState, PaymentEventKind, RefundReason
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.doubles.post_office import PostOffice, post_office
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, sold_variant
from tests.factories.selling import authorised_order
from tests.orders.mail.test_letter import part

__all__ = ["post_office"]
pytestmark = pytest.mark.django_db(transaction=True)


def end(order: Order) -> None:
    """The buyer's bank lets the money go."""
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.VOIDED, payment.amount), now=NOW)


def told_of_the_end(order: Order) -> list[str]:
    return list(order.mails.filter(kind=MailKind.LAPSED).values_list("state", flat=True))


def test_buyer_is_told_that_the_bank_no_longer_keeps_the_money(post_office: PostOffice) -> None:
    order = authorised_order((sold_variant(), 1))

    end(order)

    letter = post_office.letters[-1]
    assert letter["Subject"] == f"The payment for your order {order.number} has ended"
    assert "nothing was charged" in part(letter, "plain")
    assert told_of_the_end(order) == [MailState.SENT]


def test_who_cancelled_is_told_only_that(post_office: PostOffice) -> None:
    order = authorised_order((sold_variant(), 1))

    cancel_order(order_id=order.public_id, now=NOW)

    assert [letter["Subject"] for letter in post_office.letters[1:]] == [
        f"Your order {order.number} is cancelled"
    ]
    assert MailState.SENT not in told_of_the_end(order)


def test_who_is_given_everything_back_has_nothing_to_pay(post_office: PostOffice) -> None:
    order = authorised_order((sold_variant(), 1))

    request_refund(
        order_id=order.public_id,
        actor=UserFactory.create(is_superuser=True),
        amount=order.total,
        reason=RefundReason.UNAVAILABLE,
        now=NOW,
    )

    assert MailState.SENT not in told_of_the_end(order)


def test_programs_hear_what_is_to_ship_and_what_is_not_any_more() -> None:
    variant = sold_variant()
    endpoint_at("https://hooks.vitrine.test/", variant.product.merchant)

    end(authorised_order((variant, 1)))

    events = list(WebhookDelivery.objects.order_by("pk").values_list("event", flat=True))
    assert events == ["order.placed", "order.authorised", "order.authorisation_ended"]
    ended = WebhookDelivery.objects.get(event="order.authorisation_ended")
    assert '"payment_state":"voided"' in ended.body.replace(" ", "")
