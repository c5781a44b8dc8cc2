"""Disputes at Stripe: the order stays here until the bank has decided, and what it takes back is counted once."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from orders.errors import CancellationRefused, RefundRefused
from orders.errors.disputes import PaymentDisputed
from orders.models import Invoice, OutgoingMail, Refund
from orders.services.cancel_order import cancel_order
from orders.services.disputes.follow_disputes import ASK_DISPUTED_AFTER
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.ship_lines import ship_lines
from orders.states import (
    InvoiceKind,
    MailKind,
    OrderEventKind,
    OrderState,
    PaymentState,
    RefundReason,
    RefundState,
)
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.webhooks import Post
from tests.factories.selling import details_of
from tests.orders.gateways.stripe.orders import Case, intent_of, to_be_paid
from tests.orders.gateways.stripe.test_refunds import REFUNDS, ask_again, give_back
from tests.orders.gateways.stripe.test_refunds_elsewhere import refunded

pytestmark = pytest.mark.django_db(transaction=True)

PAID = (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED], (3, 1))
KINDS = (OrderEventKind.DISPUTED, OrderEventKind.DISPUTE_WON, OrderEventKind.DISPUTE_LOST)


@pytest.fixture
def case(double: StripeDouble, post: Post) -> Case:
    case = to_be_paid()
    details_of(case.order.lines.get().merchant)
    double.buyer.pay(case.url)
    double.webhooks.send(post)
    return case


def dispute(double: StripeDouble, minor: int | None = None, *, status: str = "needs_response") -> str:
    return double.buyer.dispute(intent_of(double)["id"], amount=minor, status=status)


def is_disputed(case: Case) -> bool:
    case.order.refresh_from_db()
    return case.order.is_disputed


def told(case: Case) -> list[str]:
    return list(case.order.events.filter(kind__in=KINDS).order_by("pk").values_list("kind", flat=True))


def lost(case: Case) -> list[tuple[str, int, str, str]]:
    refunds = Refund.objects.filter(order=case.order).exclude(state=RefundState.FAILED)
    return list(refunds.values_list("reference", "amount_minor", "reason", "state"))


def test_it_is_told_once_and_keeps_the_order_here(
    double: StripeDouble, case: Case, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    dispute(double)

    with caplog.at_level(logging.WARNING):
        assert set(double.webhooks.send(post, times=2)) == {200}

    assert (case.end, is_disputed(case), told(case)) == (PAID, True, [OrderEventKind.DISPUTED])
    (warning,) = (one for one in caplog.records if one.message == "payment_disputed")
    assert (warning.levelno, vars(warning)["order"]) == (logging.WARNING, case.order.number)
    assert vars(warning)["payment"] == case.payment.pk
    assert case.order.email not in str(vars(warning))
    with pytest.raises(PaymentDisputed):
        ship_lines(order_id=case.order.public_id, actor=case.order.lines.get().merchant, now=timezone.now())
    with pytest.raises(CancellationRefused, match="bank is deciding"):
        cancel_order(order_id=case.order.public_id, now=timezone.now())
    assert (case.end, double.keys_of(REFUNDS)) == (PAID, [])


@pytest.mark.parametrize(
    ("status", "end"), [("needs_response", "won"), ("warning_needs_response", "warning_closed")]
)
def test_what_is_won_or_only_was_asked_lets_the_order_go_on(
    double: StripeDouble, case: Case, post: Post, status: str, end: str
) -> None:
    name = dispute(double, status=status)
    double.webhooks.send(post)
    assert is_disputed(case)

    double.buyer.bank_decides(name, end)
    assert set(double.webhooks.send(post, times=2)) == {200}

    assert told(case) == [OrderEventKind.DISPUTED, OrderEventKind.DISPUTE_WON]
    assert (case.end, is_disputed(case), refunded(case)) == (PAID, False, (0, 0))
    cancel_order(order_id=case.order.public_id, now=timezone.now())
    assert refunded(case) == (case.order.total_minor, case.order.total_minor)


def test_what_is_lost_has_left_once_with_a_credit_note_and_no_e_mail(
    double: StripeDouble, case: Case, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    name = dispute(double, 700)
    double.buyer.bank_decides(name, "lost")

    with caplog.at_level(logging.WARNING):
        assert set(double.webhooks.send(post, times=3)) == {200}

    assert told(case) == [OrderEventKind.DISPUTED, OrderEventKind.DISPUTE_LOST]
    assert lost(case) == [(name, 700, RefundReason.CHARGEBACK, RefundState.SUCCEEDED)]
    assert (case.end, is_disputed(case), refunded(case)) == (PAID, False, (700, 700))
    assert [one.message for one in caplog.records].count("dispute_lost") == 1
    (note,) = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE)
    assert abs(note.total_minor) == 700
    assert not OutgoingMail.objects.filter(kind=MailKind.REFUNDED).exists()
    assert double.keys_of(REFUNDS) == []


def test_one_that_was_closed_before_it_was_heard_of_ends_in_the_same(
    double: StripeDouble, case: Case, post: Post
) -> None:
    name = dispute(double)
    double.webhooks.lose()
    double.buyer.bank_decides(name, "lost")

    assert set(double.webhooks.send(post)) == {200}

    total = case.order.total_minor
    assert told(case) == [OrderEventKind.DISPUTED, OrderEventKind.DISPUTE_LOST]
    assert (is_disputed(case), refunded(case)) == (False, (total, total))


def test_an_end_that_no_message_told_is_found_by_the_clock(
    double: StripeDouble, case: Case, post: Post
) -> None:
    name = dispute(double)
    double.webhooks.send(post)
    soon = timezone.now() + ASK_DISPUTED_AFTER + timedelta(minutes=1)
    reconcile_payments(now=soon)
    assert (is_disputed(case), case.payment.ask_at) == (True, soon + ASK_DISPUTED_AFTER)
    double.buyer.bank_decides(name, "won")
    double.webhooks.lose()

    reconcile_payments(now=soon + ASK_DISPUTED_AFTER)
    reconcile_payments(now=soon + 2 * ASK_DISPUTED_AFTER)

    assert (is_disputed(case), case.payment.ask_at) == (False, None)
    assert told(case) == [OrderEventKind.DISPUTED, OrderEventKind.DISPUTE_WON]


def test_an_inquiry_is_heard_though_its_charge_does_not_say_so_and_may_become_a_dispute(
    double: StripeDouble, case: Case, post: Post
) -> None:
    name = dispute(double, status="warning_needs_response")
    double.store.charges[intent_of(double)["latest_charge"]]["disputed"] = False
    double.webhooks.send(post)
    assert is_disputed(case)

    double.buyer.insist(name)
    double.webhooks.send(post)
    double.buyer.bank_decides(name, "lost")
    double.webhooks.send(post)

    assert told(case) == [OrderEventKind.DISPUTED, OrderEventKind.DISPUTE_LOST]
    assert refunded(case) == (case.order.total_minor, case.order.total_minor)


def test_what_went_back_before_is_not_lost_again(double: StripeDouble, case: Case, post: Post) -> None:
    give_back(case, 400)
    name = dispute(double)
    double.buyer.bank_decides(name, "lost")

    double.webhooks.send(post)

    total = case.order.total_minor
    assert [row[1] for row in lost(case)] == [total - 400, 400]
    assert refunded(case) == (total, total)


def test_a_refund_that_was_promised_before_gives_way_to_what_was_lost(
    double: StripeDouble, case: Case, post: Post
) -> None:
    double.fail(REFUNDS, *[Fault.RESET_BEFORE] * 3)
    own = give_back(case, 400)
    name = dispute(double)
    double.buyer.bank_decides(name, "lost")
    double.webhooks.send(post)
    assert (is_disputed(case), refunded(case)) == (False, (400, 400))

    failed = ask_again(own)

    assert (failed.state, failed.failure) == (RefundState.FAILED, "charge_disputed")
    total, asked_at = case.order.total_minor, case.payment.ask_at
    assert asked_at is not None
    reconcile_payments(now=asked_at)
    assert lost(case) == [(name, total, RefundReason.CHARGEBACK, RefundState.SUCCEEDED)]
    assert (refunded(case), case.payment.ask_at) == ((total, total), None)


def test_while_a_bank_decides_stripe_refunds_nothing_and_says_so(
    double: StripeDouble, case: Case, post: Post
) -> None:
    name = dispute(double)
    # Nobody has heard of it yet.
    refund = give_back(case, 400)
    assert (refund.state, refund.failure) == (RefundState.FAILED, "charge_disputed")
    double.webhooks.send(post)

    with pytest.raises(RefundRefused, match="bank is deciding"):
        give_back(case, 400)

    assert (refunded(case), case.order.refunds.count()) == ((0, 0), 1)
    double.buyer.bank_decides(name, "won")
    double.webhooks.send(post)
    assert give_back(case, 400).state == RefundState.SUCCEEDED


def test_a_cancelled_order_whose_money_the_bank_has_taken_is_settled(
    double: StripeDouble, case: Case, post: Post
) -> None:
    name = dispute(double)
    # Nobody has heard of it yet.
    cancel_order(order_id=case.order.public_id, now=timezone.now())
    assert case.end[1] == PaymentState.HELD
    double.buyer.bank_decides(name, "lost")

    double.webhooks.send(post)

    assert case.end[:3] == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    total = case.order.total_minor
    assert (is_disputed(case), refunded(case), [row[0] for row in lost(case)]) == (
        False,
        (total, total),
        [name],
    )
    assert not OutgoingMail.objects.filter(kind=MailKind.REFUNDED).exists()


def test_a_refund_that_stripe_refuses_has_the_clock_ask_what_became_of_the_money(
    double: StripeDouble, case: Case
) -> None:
    """Somebody gave it back in the dashboard, and no message told of that."""
    total = case.order.total_minor
    name = double.refund_by_hand(intent_of(double)["id"])
    double.webhooks.lose()

    failed = give_back(case, total)

    assert (failed.state, failed.failure) == (RefundState.FAILED, "charge_already_refunded")
    asked_at = case.payment.ask_at
    assert asked_at is not None
    reconcile_payments(now=asked_at)
    assert lost(case) == [(name, total, RefundReason.ELSEWHERE, RefundState.SUCCEEDED)]
    assert (refunded(case), case.payment.ask_at) == ((total, total), None)
