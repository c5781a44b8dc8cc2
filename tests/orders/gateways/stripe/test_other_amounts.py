"""Stripe took or set aside something else than the shop asked for: a person decides, and Stripe does what they say."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from catalog.money import Money
from orders.services.captures.accept_authorised import accept_authorised
from orders.services.captures.let_go_held import let_go_held
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.refunds.give_back_held import give_back_held
from orders.services.ship_lines import ship_lines
from orders.states import OrderState, PaymentState, RefundState
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.webhooks import Post
from tests.orders.gateways.stripe.orders import Case, intent_of, to_be_paid

pytestmark = pytest.mark.django_db(transaction=True)

HELD = (OrderState.PLACED, PaymentState.HELD, [PaymentState.HELD], (3, 1))
LET_GO = (OrderState.PLACED, PaymentState.VOIDED, [PaymentState.VOIDED], (3, 1))
CANCELLING = "POST /v1/payment_intents/"


def paid_otherwise(double: StripeDouble, post: Post, **otherwise: object) -> Case:
    """An order for which Stripe's page asked for something else."""
    case = to_be_paid()
    (session,) = double.store.sessions.values()
    session.update(otherwise)
    double.buyer.pay(case.url)
    assert set(double.webhooks.send(post)) == {200}
    assert case.end == HELD
    return case


@pytest.fixture
def set_aside(double: StripeDouble, post: Post, settings: Settings) -> Case:
    settings.PAYMENT_CAPTURE = "when_shipped"
    return paid_otherwise(double, post, amount_total=3500)


def test_what_waits_for_a_person_is_not_let_go_by_the_clock(double: StripeDouble, set_aside: Case) -> None:
    ask_at = set_aside.payment.ask_at
    assert ask_at is not None

    assert reconcile_payments(now=ask_at) == 0

    assert (intent_of(double)["status"], set_aside.end) == ("requires_capture", HELD)


def test_what_is_let_go_is_cancelled_at_stripe(
    double: StripeDouble, set_aside: Case, superuser: User
) -> None:
    let_go_held(payment_id=set_aside.payment.pk, actor=superuser, now=timezone.now())

    assert (intent_of(double)["status"], set_aside.end) == ("canceled", LET_GO)
    assert (double.store.refunds, set_aside.payment.ask_at) == ({}, None)


def test_what_stripe_did_not_let_go_is_let_go_later(
    double: StripeDouble, set_aside: Case, superuser: User
) -> None:
    double.fail(CANCELLING, *[Fault.RESET_BEFORE] * 3)
    let_go_held(payment_id=set_aside.payment.pk, actor=superuser, now=timezone.now())
    ask_at = set_aside.payment.ask_at
    assert (set_aside.end, ask_at is None) == (HELD, False)

    assert ask_at is not None
    reconcile_payments(now=ask_at)

    assert (intent_of(double)["status"], set_aside.end) == ("canceled", LET_GO)
    assert set_aside.order.refunds.get().state == RefundState.SUCCEEDED


def test_of_what_is_accepted_only_what_was_due_is_taken(
    double: StripeDouble, set_aside: Case, superuser: User
) -> None:
    order = set_aside.order
    accept_authorised(payment_id=set_aside.payment.pk, actor=superuser, now=timezone.now())

    ship_lines(order_id=order.public_id, actor=order.lines.get().merchant, now=timezone.now())

    assert intent_of(double)["amount_received"] == order.total_minor
    assert set_aside.end == (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED], (2, 0))
    assert set_aside.order.refunds.count() == 0


def test_another_currency_that_is_set_aside_is_cancelled_at_stripe(
    double: StripeDouble, post: Post, settings: Settings, superuser: User
) -> None:
    settings.PAYMENT_CAPTURE = "when_shipped"
    case = paid_otherwise(double, post, currency="usd")

    let_go_held(payment_id=case.payment.pk, actor=superuser, now=timezone.now())

    assert (intent_of(double)["status"], case.end) == ("canceled", LET_GO)


def test_another_currency_goes_back_in_that(double: StripeDouble, post: Post, superuser: User) -> None:
    case = paid_otherwise(double, post, currency="usd")

    refund = give_back_held(payment_id=case.payment.pk, actor=superuser, now=timezone.now())

    refund.refresh_from_db()
    assert (refund.amount, refund.state) == (
        Money(case.order.total_minor, "USD"),
        RefundState.SUCCEEDED,
    )
    (made,) = double.store.refunds.values()
    assert (made["amount"], made["currency"]) == (case.order.total_minor, "usd")
    assert case.end == (OrderState.PLACED, PaymentState.RETURNED, [PaymentState.RETURNED], (3, 1))
    assert not reconcile_payments(now=timezone.now())
