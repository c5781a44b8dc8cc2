"""The journey of money that is set aside first and taken later, as a whole or in part, with Stripe's own SDK."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog.money import Money
from orders.gateways.contract import CaptureRequest, KnownPayment
from orders.gateways.stripe.gateway import StripeGateway
from orders.models import Capture
from orders.services.cancel_order import cancel_order
from orders.services.captures.perform_captures import perform_captures
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.refunds.request_refund import request_refund
from orders.services.ship_lines import ship_lines
from orders.states import CaptureState, OrderEventKind, OrderState, PaymentState, RefundReason, RefundState
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.buyer import CHALLENGED_CARD
from tests.doubles.stripe.objects import intents
from tests.doubles.stripe.webhooks import Post
from tests.orders.gateways.stripe.orders import Case, capture, intent_of, to_be_paid

pytestmark = pytest.mark.django_db(transaction=True)

CAPTURES = "POST /v1/payment_intents/"
AUTHORISED = (OrderState.CONFIRMED, PaymentState.AUTHORISED, [PaymentState.AUTHORISED], (3, 1))
PAID = (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED], (3, 1))
IN_DOUBT = (OrderState.CONFIRMED, PaymentState.HELD, [PaymentState.HELD], (3, 1))
SHIPPED = (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED], (2, 0))


def captured_by(double: StripeDouble) -> list[str]:
    return [key for key in double.keys_of(CAPTURES) if key.startswith("capture-")]


def test_money_is_set_aside_and_the_order_stands(double: StripeDouble, authorised: Case) -> None:
    assert authorised.end == AUTHORISED
    assert (intent_of(double)["capture_method"], intent_of(double)["amount_received"]) == ("manual", 0)
    assert (authorised.payment.authorised, authorised.payment.received_minor) == (authorised.order.total, 0)
    assert list(authorised.order.events.values_list("kind", flat=True)) == [
        OrderEventKind.PLACED,
        OrderEventKind.PAYMENT_AUTHORISED,
    ]


def test_shop_that_captures_at_once_asks_for_nothing_else(double: StripeDouble, post: Post) -> None:
    case = to_be_paid()
    double.buyer.pay(case.url)
    double.webhooks.send(post)

    assert intent_of(double)["capture_method"] == "automatic"
    assert (case.end, case.payment.authorised_minor) == (PAID, 0)


def test_challenge_of_the_bank_comes_before(double: StripeDouble, post: Post, settings: Settings) -> None:
    settings.PAYMENT_CAPTURE = "when_shipped"
    case = to_be_paid()
    double.buyer.pay(case.url, CHALLENGED_CARD)

    double.buyer.answer_challenge(case.url, is_right=True)
    double.webhooks.send(post)

    assert case.end == AUTHORISED


def test_first_shipment_takes_the_money(double: StripeDouble, authorised: Case, post: Post) -> None:
    ship_lines(
        order_id=authorised.order.public_id, actor=authorised.order.lines.get().merchant, now=timezone.now()
    )

    assert authorised.end == SHIPPED
    assert (
        intent_of(double)["amount_received"]
        == authorised.order.total_minor
        == authorised.payment.received_minor
    )
    assert Capture.objects.get().state == CaptureState.SUCCEEDED
    assert set(double.webhooks.send(post, times=2)) == {200}
    assert authorised.end == SHIPPED


def test_button_takes_the_money_once(double: StripeDouble, authorised: Case) -> None:
    first = capture(authorised)

    assert captured_by(double) == [f"capture-{first.public_id}"]
    assert authorised.end == PAID


def test_what_was_refunded_before_is_not_taken(double: StripeDouble, authorised: Case) -> None:
    refund = request_refund(
        order_id=authorised.order.public_id,
        actor=authorised.order.lines.get().merchant,
        amount=Money(990, "EUR"),
        reason=RefundReason.GOODWILL,
        now=timezone.now(),
    )
    assert (double.store.refunds, authorised.end) == ({}, AUTHORISED)

    capture(authorised)

    refund.refresh_from_db()
    assert intent_of(double)["amount_received"] == authorised.order.total_minor - 990
    assert (refund.state, double.keys_of("POST /v1/refunds")) == (RefundState.SUCCEEDED, [])
    assert (authorised.end, authorised.payment.received_minor) == (PAID, authorised.order.total_minor - 990)


def test_after_the_capture_money_goes_back_as_always_and_never_more(
    double: StripeDouble, authorised: Case
) -> None:
    capture(authorised)

    cancel_order(order_id=authorised.order.public_id, now=timezone.now())

    assert authorised.end == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED], (3, 0))
    (refund,) = double.store.refunds.values()
    assert refund["amount"] == authorised.order.total_minor


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.SILENCE, Fault.SERVER_ERROR, Fault.CONFLICT])
def test_retry_under_the_same_key_takes_once(double: StripeDouble, authorised: Case, fault: Fault) -> None:
    double.fail(CAPTURES, fault)

    capture(authorised)

    assert len(set(captured_by(double))) == 1
    assert (authorised.end, intent_of(double)["amount_received"]) == (PAID, authorised.order.total_minor)


def test_worker_that_died_after_the_capture_finds_it_made(
    double: StripeDouble, authorised: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between Stripe's answer and the commit."""
    double.fail(CAPTURES, *[Fault.RESET_AFTER] * 3)
    asked = capture(authorised)
    asked.refresh_from_db()
    assert (asked.state, intent_of(double)["status"], authorised.end) == (
        CaptureState.PENDING,
        "succeeded",
        AUTHORISED,
    )

    assert [perform_captures(now=asked.ask_at) for _ in range(2)] == [1, 0]

    assert len(set(captured_by(double))) == 1
    assert (authorised.end, Capture.objects.get().state) == (PAID, CaptureState.SUCCEEDED)


def test_lost_news_of_a_capture_is_made_up_for_by_the_clock(double: StripeDouble, authorised: Case) -> None:
    """Made by somebody at Stripe's own dashboard, who took less."""
    with double.store.lock:
        intents.capture(double.store, intent_of(double)["id"], {"amount_to_capture": 2000})
    assert double.webhooks.lose() == 3

    assert reconcile_payments(now=authorised.payment.ask_at or timezone.now()) == 1

    assert (authorised.end, authorised.payment.received_minor) == (IN_DOUBT, 2000)


def test_more_than_was_set_aside_is_refused(double: StripeDouble, authorised: Case) -> None:
    payment = authorised.payment
    known = KnownPayment(payment.public_id, payment.reference or "", payment.amount, is_authorised=True)
    request = CaptureRequest(payment.public_id, known, Money(payment.amount_minor + 1, "EUR"))

    answer = StripeGateway().capture(request)

    assert answer.failure == "amount_too_large"
    assert (intent_of(double)["status"], authorised.end) == ("requires_capture", AUTHORISED)


def test_refused_capture_is_shown_and_can_be_asked_for_again(double: StripeDouble, authorised: Case) -> None:
    Capture.objects.create(payment=authorised.payment, amount_minor=authorised.order.total_minor + 1)

    assert perform_captures(now=timezone.now()) == 1

    failed = Capture.objects.get()
    assert (failed.state, failed.failure) == (CaptureState.FAILED, "amount_too_large")
    assert authorised.order.events.latest("pk").kind == OrderEventKind.CAPTURE_FAILED
    assert authorised.end == AUTHORISED
    capture(authorised)
    assert authorised.end == PAID


def test_authorisation_at_the_last_moment_is_not_too_late(double: StripeDouble, settings: Settings) -> None:
    settings.PAYMENT_CAPTURE = "when_shipped"
    case = to_be_paid().overdue()
    double.buyer.pay(case.url)

    assert expire_unpaid_orders(now=timezone.now()) == 0

    assert case.end == AUTHORISED
