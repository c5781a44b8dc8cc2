"""The journey of a payment with Stripe's own SDK: success, decline, 3-D Secure, late and lost news."""

import pytest
from django.test import Client
from django.utils import timezone

from orders.errors import PaymentRefused
from orders.models import Order, PaymentEvent
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.payments.start_payment import start_payment
from orders.states import OrderEventKind, OrderState, PaymentState, RefundReason, RefundState
from tests.doubles.stripe import StripeDouble
from tests.doubles.stripe.buyer import CHALLENGED_CARD, DECLINED_CARD
from tests.doubles.stripe.webhooks import Post
from tests.orders.gateways.stripe.orders import Case, to_be_paid

pytestmark = pytest.mark.django_db(transaction=True)

PAID = (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED], (3, 1))
WAITING = (OrderState.PLACED, PaymentState.PENDING, [PaymentState.PENDING], (3, 1))
GIVEN_UP = (OrderState.CANCELLED, PaymentState.CANCELLED, [PaymentState.CANCELLED], (3, 0))


@pytest.fixture
def case(double: StripeDouble) -> Case:
    return to_be_paid()


def test_session_is_asked_for_with_all_that_belongs_to_it(double: StripeDouble, case: Case) -> None:
    session = double.store.sessions[case.payment.reference or ""]

    assert case.url == session["url"]
    assert (session["amount_total"], session["currency"]) == (case.order.total_minor, "eur")
    assert session["metadata"] == {"payment": str(case.payment.public_id)}
    assert session["client_reference_id"] == str(case.payment.public_id)
    assert session["success_url"].endswith(f"/orders/{case.order.public_id}/?returned=1")
    assert session["expires_at"] == int(case.order.placed_at.timestamp()) + (60 + 31) * 60
    assert double.keys_of("POST /v1/checkout/sessions") == [f"payment-{case.payment.public_id}"]


def test_success_reaches_the_order_by_webhook_however_often_it_is_told(
    double: StripeDouble, case: Case, post: Post
) -> None:
    assert double.buyer.pay(case.url) == "succeeded"

    statuses = double.webhooks.send(post, times=3)

    assert set(statuses) == {200}
    assert case.end == PAID
    assert PaymentEvent.objects.count() == 1


def test_success_is_seen_when_the_buyer_comes_back_before_the_webhook(
    double: StripeDouble, case: Case, client: Client
) -> None:
    double.buyer.pay(case.url)

    page = client.get(f"/orders/{case.order.public_id}/?returned=1")

    assert "Thank you." in page.content.decode()
    assert case.end == PAID


def test_page_asks_little_while_the_bank_thinks(double: StripeDouble, case: Case, client: Client) -> None:
    double.buyer.pay(case.url, CHALLENGED_CARD)
    asked = len(double.server.requests)

    pages = [client.get(f"/orders/{case.order.public_id}/?returned=1") for _ in range(4)]

    assert all("is being confirmed" in page.content.decode() for page in pages)
    assert len(double.server.requests) == asked + 1
    assert case.end == WAITING


def test_declined_card_can_be_replaced_on_the_same_page(double: StripeDouble, case: Case, post: Post) -> None:
    assert double.buyer.pay(case.url, DECLINED_CARD) == "requires_payment_method"
    double.webhooks.send(post)
    assert case.end == WAITING
    assert start_payment(order_id=case.order.public_id, now=timezone.now()) == case.url

    double.buyer.pay(case.url)
    double.webhooks.send(post)

    assert case.end == PAID


def test_page_that_ended_is_a_decline_and_another_payment_begins(
    double: StripeDouble, case: Case, post: Post
) -> None:
    double.buyer.wait_too_long(case.url)
    double.webhooks.send(post)
    assert case.end == (OrderState.PLACED, PaymentState.FAILED, [PaymentState.FAILED], (3, 1))

    again = start_payment(order_id=case.order.public_id, now=timezone.now())
    double.buyer.pay(again)
    double.webhooks.send(post)

    assert again != case.url
    assert case.end[:3] == (
        OrderState.CONFIRMED,
        PaymentState.CAPTURED,
        [PaymentState.FAILED, PaymentState.CAPTURED],
    )


def test_paying_again_after_a_lost_success_is_refused_and_confirms(double: StripeDouble, case: Case) -> None:
    double.buyer.pay(case.url)

    with pytest.raises(PaymentRefused, match="confirmed"):
        start_payment(order_id=case.order.public_id, now=timezone.now())

    assert case.end == PAID
    assert len(double.keys_of("POST /v1/checkout/sessions")) == 1


@pytest.mark.parametrize(("is_right", "end"), [(True, PAID), (False, WAITING)])
def test_challenge_of_the_bank(
    double: StripeDouble,
    case: Case,
    post: Post,
    is_right: bool,  # noqa: FBT001  # a table
    end: object,
) -> None:
    assert double.buyer.pay(case.url, CHALLENGED_CARD) == "requires_action"
    double.webhooks.send(post)
    assert case.end == WAITING

    double.buyer.answer_challenge(case.url, is_right=is_right)
    double.webhooks.send(post)

    assert case.end == end


def test_lost_webhook_is_made_up_for_by_the_clock(double: StripeDouble, case: Case) -> None:
    double.buyer.pay(case.url)
    assert double.webhooks.lose() == 2
    ask_at = case.payment.ask_at
    assert ask_at is not None
    assert reconcile_payments(now=timezone.now()) == 0

    assert [reconcile_payments(now=ask_at) for _ in range(2)] == [1, 0]

    assert case.end == PAID
    assert case.payment.ask_at is None


def test_expired_order_closes_its_page(double: StripeDouble, case: Case) -> None:
    case.overdue()

    assert expire_unpaid_orders(now=timezone.now()) == 1

    assert case.end == GIVEN_UP
    assert double.store.sessions[case.payment.reference or ""]["status"] == "expired"
    kinds = case.order.events.values_list("kind", flat=True)
    assert list(kinds) == [OrderEventKind.PLACED, OrderEventKind.EXPIRED]


def test_money_that_is_there_at_the_last_moment_is_not_too_late(double: StripeDouble, case: Case) -> None:
    double.buyer.pay(case.overdue().url)

    assert expire_unpaid_orders(now=timezone.now()) == 0

    assert case.end == PAID


def test_cancelled_order_closes_its_page(double: StripeDouble, case: Case) -> None:
    cancel_order(order_id=case.order.public_id, now=timezone.now())

    assert double.store.sessions[case.payment.reference or ""]["status"] == "expired"
    assert (case.end, case.payment.ask_at) == (GIVEN_UP, None)


def test_money_that_comes_while_the_order_is_cancelled_goes_back(double: StripeDouble, case: Case) -> None:
    double.buyer.pay(case.url)

    cancel_order(order_id=case.order.public_id, now=timezone.now())

    assert case.end[:3] == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    refund = case.order.refunds.get()
    assert (refund.reason, refund.state) == (RefundReason.LATE_MONEY, RefundState.SUCCEEDED)
    assert double.store.refunds[refund.reference]["amount"] == case.order.total_minor


def test_late_money_without_stock_goes_back_through_stripe(double: StripeDouble, post: Post) -> None:
    case = to_be_paid(on_hand=1)
    double.buyer.pay(case.url)
    Order.objects.filter(pk=case.order.pk).update(order_state=OrderState.CANCELLED)
    case.variant.stock.update(on_hand=0, allocated=0)

    double.webhooks.send(post)

    assert case.end == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED], (0, 0))
    refund = case.order.refunds.get()
    assert (refund.reason, refund.state) == (RefundReason.LATE_MONEY, RefundState.SUCCEEDED)
    assert double.store.refunds[refund.reference]["amount"] == case.order.total_minor
