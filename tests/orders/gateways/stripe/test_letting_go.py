"""Money that is set aside and never taken: let go by the shop, or by the buyer's bank; and what somebody has to decide about,
since it is something else than was asked for."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from catalog.money import Money
from orders.errors import GatewayFault, ShipmentRefused
from orders.models import Capture
from orders.services.cancel_order import cancel_order
from orders.services.held.accept_authorised import accept_authorised
from orders.services.held.give_back_held import give_back_held
from orders.services.held.let_go_held import let_go_held
from orders.services.payments.ask_provider import ask_provider
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.payments.start_payment import start_payment
from orders.services.refunds.request_refund import request_refund
from orders.services.ship_lines import ship_lines
from orders.states import CaptureState, OrderEventKind, OrderState, PaymentState, RefundReason, RefundState
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.webhooks import Post
from tests.factories.accounts import UserFactory
from tests.orders.gateways.stripe.orders import Case, capture, intent_of, to_be_paid

pytestmark = pytest.mark.django_db(transaction=True)

CAPTURES = "POST /v1/payment_intents/"
AUTHORISED = (OrderState.CONFIRMED, PaymentState.AUTHORISED, [PaymentState.AUTHORISED], (3, 1))
ENDED = (OrderState.CONFIRMED, PaymentState.VOIDED, [PaymentState.VOIDED], (3, 1))
IN_DOUBT = (OrderState.PLACED, PaymentState.HELD, [PaymentState.HELD], (3, 1))
FREE_AGAIN = (OrderState.PLACED, PaymentState.VOIDED, [PaymentState.VOIDED], (3, 1))
LET_GO = (OrderState.CANCELLED, PaymentState.CANCELLED, [PaymentState.VOIDED], (3, 0))


def test_cancelled_order_lets_the_money_go_and_refunds_nothing(
    double: StripeDouble, authorised: Case
) -> None:
    cancel_order(order_id=authorised.order.public_id, now=timezone.now())

    assert (intent_of(double)["status"], double.store.refunds) == ("canceled", {})
    assert (authorised.end, authorised.payment.ask_at) == (LET_GO, None)
    assert authorised.order.refunds.count() == 0


def test_refund_of_everything_lets_the_money_go(double: StripeDouble, authorised: Case) -> None:
    refund = request_refund(
        order_id=authorised.order.public_id,
        actor=UserFactory.create(is_superuser=True),
        amount=authorised.order.total,
        reason=RefundReason.UNAVAILABLE,
        lines={authorised.order.lines.get().pk: 1},
        now=timezone.now(),
    )

    refund.refresh_from_db()
    assert (intent_of(double)["status"], refund.state) == ("canceled", RefundState.SUCCEEDED)
    assert authorised.end == (*ENDED[:3], (3, 0))


def test_authorisation_that_ends_by_itself_is_told_and_nothing_is_shipped(
    double: StripeDouble, authorised: Case, post: Post
) -> None:
    double.buyer.bank_lets_go(intent_of(double)["id"])

    double.webhooks.send(post, times=2)

    assert authorised.end == ENDED
    assert authorised.order.events.filter(kind=OrderEventKind.PAYMENT_VOIDED).count() == 1
    with pytest.raises(ShipmentRefused, match="ended"):
        ship_lines(
            order_id=authorised.order.public_id,
            actor=authorised.order.lines.get().merchant,
            now=timezone.now(),
        )
    assert not Capture.objects.exists()


def test_lost_news_of_its_end_is_made_up_for_by_the_clock(double: StripeDouble, authorised: Case) -> None:
    double.buyer.bank_lets_go(intent_of(double)["id"])
    assert double.webhooks.lose() == 2
    ask_at = authorised.payment.ask_at
    assert ask_at is not None

    assert [reconcile_payments(now=ask_at) for _ in range(2)] == [1, 0]

    assert (authorised.end, authorised.payment.ask_at) == (ENDED, None)


def test_what_is_still_set_aside_is_looked_at_again_and_again(double: StripeDouble, authorised: Case) -> None:
    first = authorised.payment.ask_at
    assert first is not None

    assert reconcile_payments(now=first) == 0

    again = authorised.payment.ask_at
    assert again is not None
    assert (authorised.end, again > first) == (AUTHORISED, True)


def test_capture_of_what_ended_fails_for_good(double: StripeDouble, authorised: Case) -> None:
    double.buyer.bank_lets_go(intent_of(double)["id"])
    double.webhooks.lose()

    capture(authorised)

    assert (authorised.end, Capture.objects.get().state) == (ENDED, CaptureState.FAILED)


def test_authorisation_that_comes_too_late_without_stock_is_let_go(
    double: StripeDouble, post: Post, settings: Settings
) -> None:
    settings.PAYMENT_CAPTURE = "when_shipped"
    case = to_be_paid()
    double.buyer.pay(case.url)
    type(case.order).objects.filter(pk=case.order.pk).update(order_state=OrderState.CANCELLED)
    case.variant.stock.update(on_hand=0, allocated=0)

    double.webhooks.send(post)

    assert intent_of(double)["status"] == "canceled"
    assert case.end == (OrderState.CANCELLED, PaymentState.CANCELLED, [PaymentState.VOIDED], (0, 0))


def test_money_that_is_not_let_go_is_asked_about_again(double: StripeDouble, authorised: Case) -> None:
    double.fail(CAPTURES, *[Fault.SERVER_ERROR] * 3)
    cancel_order(order_id=authorised.order.public_id, now=timezone.now())
    assert intent_of(double)["status"] == "requires_capture"
    assert authorised.payment.ask_at is not None

    double.fail(CAPTURES, *[Fault.SERVER_ERROR] * 3)
    with pytest.raises(GatewayFault):
        ask_provider(authorised.payment, now=timezone.now(), is_closing=True)
    assert reconcile_payments(now=authorised.payment.ask_at) == 1

    assert (authorised.end, intent_of(double)["status"]) == (LET_GO, "canceled")


def test_what_ended_is_paid_anew_and_taken_with_the_first_shipment(
    double: StripeDouble, authorised: Case, post: Post
) -> None:
    double.buyer.bank_lets_go(intent_of(double)["id"])
    double.webhooks.send(post)
    order, now = authorised.order, timezone.now()

    url = start_payment(order_id=order.public_id, now=now)
    assert start_payment(order_id=order.public_id, now=now) == url
    double.buyer.pay(url)
    double.webhooks.send(post, times=2)

    states = [PaymentState.VOIDED, PaymentState.AUTHORISED]
    assert authorised.end == (OrderState.CONFIRMED, PaymentState.AUTHORISED, states, (3, 1))
    ship_lines(order_id=order.public_id, actor=order.lines.get().merchant, now=now)
    states = [PaymentState.VOIDED, PaymentState.CAPTURED]
    assert authorised.end == (OrderState.CONFIRMED, PaymentState.CAPTURED, states, (2, 0))
    assert [intent["amount_received"] for intent in double.store.intents.values()] == [0, order.total_minor]


def paid_otherwise(double: StripeDouble, post: Post, **otherwise: object) -> Case:
    """An order for which Stripe's page asked for something else."""
    case = to_be_paid()
    (session,) = double.store.sessions.values()
    session.update(otherwise)
    double.buyer.pay(case.url)
    assert set(double.webhooks.send(post)) == {200}
    assert case.end == IN_DOUBT
    return case


@pytest.fixture
def set_aside(double: StripeDouble, post: Post, settings: Settings) -> Case:
    settings.PAYMENT_CAPTURE = "when_shipped"
    return paid_otherwise(double, post, amount_total=3500)


def test_what_waits_for_a_person_is_not_let_go_by_the_clock(double: StripeDouble, set_aside: Case) -> None:
    ask_at = set_aside.payment.ask_at
    assert ask_at is not None

    assert reconcile_payments(now=ask_at) == 0

    assert (intent_of(double)["status"], set_aside.end) == ("requires_capture", IN_DOUBT)


def test_what_is_let_go_is_cancelled_at_stripe(
    double: StripeDouble, set_aside: Case, superuser: User
) -> None:
    let_go_held(payment_id=set_aside.payment.pk, actor=superuser, now=timezone.now())

    assert (intent_of(double)["status"], set_aside.end) == ("canceled", FREE_AGAIN)
    assert (double.store.refunds, set_aside.payment.ask_at) == ({}, None)


def test_what_stripe_did_not_let_go_is_let_go_later(
    double: StripeDouble, set_aside: Case, superuser: User
) -> None:
    double.fail(CAPTURES, *[Fault.RESET_BEFORE] * 3)
    let_go_held(payment_id=set_aside.payment.pk, actor=superuser, now=timezone.now())
    ask_at = set_aside.payment.ask_at
    assert (set_aside.end, ask_at is None) == (IN_DOUBT, False)

    assert ask_at is not None
    reconcile_payments(now=ask_at)

    assert (intent_of(double)["status"], set_aside.end) == ("canceled", FREE_AGAIN)
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

    assert (intent_of(double)["status"], case.end) == ("canceled", FREE_AGAIN)


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
