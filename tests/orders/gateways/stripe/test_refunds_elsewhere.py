"""Money that somebody gives back in Stripe's dashboard counts like any, once, and a person is told."""

import logging
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from orders.models import Invoice, Refund
from orders.queries.selling.story import read_story
from orders.services.cancel_order import cancel_order
from orders.services.payments.ask_provider import ask_provider
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.states import InvoiceKind, OrderEventKind, PaymentState, RefundReason, RefundState
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.webhooks import Post
from tests.factories.accounts import UserFactory
from tests.factories.selling import details_of
from tests.factories.threads import side_by_side
from tests.orders.gateways.stripe.orders import Case, capture, intent_of, to_be_paid
from tests.orders.gateways.stripe.test_refunds import REFUNDS, ask_again, give_back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(double: StripeDouble, post: Post) -> Case:
    case = to_be_paid()
    details_of(case.order.lines.get().merchant)
    double.buyer.pay(case.url)
    double.webhooks.send(post)
    return case


def refund_by_hand(double: StripeDouble, minor: int | None = None) -> str:
    return double.refund_by_hand(intent_of(double)["id"], minor)


def told(case: Case) -> list[tuple[str, int]]:
    """(the provider's name, amount) of each that a person was told of."""
    events = case.order.events.filter(kind=OrderEventKind.REFUNDED_ELSEWHERE)
    return [(event.data["provider_refund"], event.data["amount_minor"]) for event in events]


def counted(case: Case) -> list[tuple[str, int, str, str]]:
    refunds = Refund.objects.filter(order=case.order).order_by("pk")
    return list(refunds.values_list("reference", "amount_minor", "reason", "state"))


def refunded(case: Case) -> tuple[int, int]:
    """(of the order, of its payment)"""
    case.order.refresh_from_db()
    return case.order.refunded_minor, case.payment.refunded_minor


def test_several_are_counted_once_each_however_often_they_are_told(
    double: StripeDouble, case: Case, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    names = [refund_by_hand(double, 700), refund_by_hand(double, 800)]

    with caplog.at_level(logging.WARNING):
        assert set(double.webhooks.send(post, times=3)) == {200}

    assert told(case) == list(zip(names, (700, 800), strict=True))
    assert counted(case) == [
        (name, minor, RefundReason.ELSEWHERE, RefundState.SUCCEEDED) for name, minor in told(case)
    ]
    assert refunded(case) == (1500, 1500)
    assert [record.message for record in caplog.records].count("refunded_elsewhere") == 2
    assert case.order.events.filter(kind=OrderEventKind.REFUNDED).count() == 2


def test_credit_notes_follow_and_the_shop_reads_how_much(
    double: StripeDouble, case: Case, post: Post
) -> None:
    refund_by_hand(double, 700)
    double.webhooks.send(post)

    (note,) = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE)
    assert abs(note.total_minor) == 700
    story = read_story(case.order, UserFactory.create(is_superuser=True))
    assert ("Refunded at the payment provider", "€7.00") in [(line.what, line.detail) for line in story]


def test_all_of_it_leaves_nothing_to_give_back(double: StripeDouble, case: Case, post: Post) -> None:
    refund_by_hand(double)
    double.webhooks.send(post)
    total = case.order.total_minor
    assert refunded(case) == (total, total)

    cancel_order(order_id=case.order.public_id, now=timezone.now())

    assert refunded(case) == (total, total)
    assert double.keys_of(REFUNDS) == []


def test_what_no_message_told_is_found_by_looking_it_up(double: StripeDouble, case: Case, post: Post) -> None:
    name = refund_by_hand(double, 700)
    give_back(case, 300)
    double.webhooks.lose()

    ask_provider(case.payment, now=timezone.now())

    assert told(case) == [(name, 700)]
    assert refunded(case) == (1000, 1000)


def test_whoever_learns_of_it_at_once_counts_it_once(double: StripeDouble, case: Case) -> None:
    name = refund_by_hand(double, 700)

    side_by_side([partial(ask_provider, case.payment, now=timezone.now())] * 4)

    assert (told(case), refunded(case)) == ([(name, 700)], (700, 700))
    assert len(counted(case)) == 1


def test_money_that_was_promised_before_is_told_at_once_and_counted_later(
    double: StripeDouble, case: Case, post: Post
) -> None:
    double.fail(REFUNDS, *[Fault.RESET_BEFORE] * 3)
    own = give_back(case, 2500)
    name = refund_by_hand(double, 700)

    assert set(double.webhooks.send(post, times=2)) == {200}

    assert (told(case), refunded(case)) == ([(name, 700)], (2500, 2500))
    is_asked_again = case.payment.ask_at is not None
    assert is_asked_again
    assert ask_again(own).state == RefundState.FAILED
    # At once after that, an hour from now.
    reconcile_payments(now=timezone.now() + timedelta(hours=1))
    assert (told(case), refunded(case)) == ([(name, 700)], (700, 700))
    assert case.payment.ask_at is None
    assert give_back(case, case.order.total_minor - 700).state == RefundState.SUCCEEDED


def test_bank_decides_later_and_may_change_its_mind(double: StripeDouble, case: Case, post: Post) -> None:
    double.hold_refunds()
    name = refund_by_hand(double, 700)

    for status, state in (
        (None, RefundState.PENDING),
        ("succeeded", RefundState.SUCCEEDED),
        ("failed", RefundState.FAILED),
    ):
        if status:
            double.decide_refund(name, status, "lost_or_stolen_card")
        assert set(double.webhooks.send(post, times=2)) == {200}
        assert [row[3] for row in counted(case)] == [state]

    assert (told(case), refunded(case)) == ([(name, 700)], (0, 0))


def test_held_money_that_went_back_lets_the_order_be_paid_anew(double: StripeDouble, post: Post) -> None:
    case = to_be_paid()
    double.buyer.pay(case.url)
    intent = intent_of(double)
    intent["amount_received"] -= 100
    double.webhooks.send(post)
    assert case.payment.state == PaymentState.HELD

    refund_by_hand(double, intent["amount_received"])
    double.webhooks.send(post)

    assert (case.payment.state, case.order.refunded_minor) == (PaymentState.RETURNED, 0)


def test_what_a_capture_in_part_releases_is_no_refund(
    double: StripeDouble, authorised: Case, post: Post
) -> None:
    give_back(authorised, 500)
    capture(authorised)
    double.webhooks.send(post)
    assert (told(authorised), refunded(authorised)) == ([], (500, 500))

    name = refund_by_hand(double, 500)
    assert set(double.webhooks.send(post, times=2)) == {200}

    assert (told(authorised), refunded(authorised)) == ([(name, 500)], (1000, 1000))


def test_refund_of_another_program_is_not_ours(double: StripeDouble, case: Case, post: Post) -> None:
    name = refund_by_hand(double, 700)
    double.store.refunds[name]["payment_intent"] = double.store.events[-1]["data"]["object"][
        "payment_intent"
    ] = "pi_of_another"

    assert set(double.webhooks.send(post)) == {200}

    assert (told(case), refunded(case)) == ([], (0, 0))
