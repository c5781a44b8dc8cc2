"""Money back through Stripe: in parts, never too much, once whatever happens on the way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from catalog.money import Money
from orders.errors import GatewayFault
from orders.gateways.contract import RefundRequest
from orders.gateways.stripe.gateway import StripeGateway
from orders.models import Refund
from orders.services.refunds.perform_refunds import perform_refunds
from orders.services.refunds.request_refund import request_refund
from orders.states import OrderEventKind, RefundReason, RefundState
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.webhooks import Post
from tests.orders.gateways.stripe.orders import Case, to_be_paid

pytestmark = pytest.mark.django_db(transaction=True)

REFUNDS = "POST /v1/refunds"


@pytest.fixture
def case(double: StripeDouble, post: Post) -> Case:
    case = to_be_paid()
    double.buyer.pay(case.url)
    double.webhooks.send(post)
    return case


def give_back(case: Case, minor: int) -> Refund:
    refund = request_refund(
        order_id=case.order.public_id,
        actor=case.order.lines.get().merchant,
        amount=Money(minor, "EUR"),
        reason=RefundReason.REQUESTED,
        now=timezone.now(),
    )
    refund.refresh_from_db()
    return refund


def ask_again(refund: Refund) -> Refund:
    """As the clock does, an hour later."""
    perform_refunds(now=timezone.now() + timedelta(hours=1))
    refund.refresh_from_db()
    return refund


def given_back(double: StripeDouble) -> int:
    return sum(charge["amount_refunded"] for charge in double.store.charges.values())


def test_parts_go_back_under_their_own_names(double: StripeDouble, case: Case) -> None:
    refunds = [give_back(case, 700), give_back(case, 800)]

    assert [refund.state for refund in refunds] == [RefundState.SUCCEEDED] * 2
    assert [double.store.refunds[refund.reference]["amount"] for refund in refunds] == [700, 800]
    assert given_back(double) == 1500
    assert double.keys_of(REFUNDS) == [f"refund-{refund.public_id}" for refund in refunds]


def test_what_stripe_refuses_has_failed_and_is_free_again(double: StripeDouble, case: Case) -> None:
    """Somebody has refunded at Stripe itself, so that there is less there than here."""
    charge = next(iter(double.store.charges.values()))
    charge["amount_refunded"] = charge["amount_captured"] - 100

    refund = give_back(case, 101)

    assert (refund.state, refund.failure) == (RefundState.FAILED, "refused by Stripe")
    case.order.refresh_from_db()
    assert case.order.refunded_minor == 0
    assert give_back(case, 100).state == RefundState.SUCCEEDED


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.RESET_BEFORE, Fault.SILENCE, Fault.SERVER_ERROR])
def test_retry_under_the_same_key_gives_back_once(double: StripeDouble, case: Case, fault: Fault) -> None:
    double.fail(REFUNDS, fault)

    refund = give_back(case, 900)

    assert refund.state == RefundState.SUCCEEDED
    assert double.keys_of(REFUNDS) == [f"refund-{refund.public_id}"] * 2
    assert given_back(double) == 900


@pytest.mark.parametrize(
    "faults", [[Fault.RESET_AFTER] * 3, [Fault.SERVER_ERROR] * 3, [Fault.CONFLICT] * 3, [Fault.TOO_MANY]]
)
def test_silence_leaves_it_to_the_clock_and_gives_back_once(
    double: StripeDouble, case: Case, faults: list[Fault]
) -> None:
    double.fail(REFUNDS, *faults)
    refund = give_back(case, 900)
    assert refund.state == RefundState.PENDING

    assert ask_again(refund).state == RefundState.SUCCEEDED

    assert given_back(double) == 900
    assert case.order.events.filter(kind=OrderEventKind.REFUNDED).count() == 1


def test_refund_that_was_made_is_found_when_its_key_is_forgotten(double: StripeDouble, case: Case) -> None:
    double.fail(REFUNDS, *[Fault.RESET_AFTER] * 3)
    refund = give_back(case, 900)
    double.server.keys.replies.clear()

    assert ask_again(refund).state == RefundState.SUCCEEDED

    assert (given_back(double), len(double.store.refunds)) == (900, 1)


def test_bank_that_decides_later_is_heard_and_may_change_its_mind(
    double: StripeDouble, case: Case, post: Post
) -> None:
    double.hold_refunds()
    refund = give_back(case, 900)
    double.webhooks.send(post)
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == (RefundState.PENDING, next(iter(double.store.refunds)))

    for status, state in (("succeeded", RefundState.SUCCEEDED), ("failed", RefundState.FAILED)):
        double.decide_refund(refund.reference, status, "lost_or_stolen_card")
        assert set(double.webhooks.send(post, times=2)) == {200}
        refund.refresh_from_db()
        assert refund.state == state

    case.order.refresh_from_db()
    assert (refund.failure, case.order.refunded_minor) == ("lost_or_stolen_card", 0)


def test_key_of_another_refund_is_refused_by_stripe(double: StripeDouble, case: Case) -> None:
    """That the double minds keys, which the tests above rely on."""
    refund = give_back(case, 300)
    double.store.refunds.clear()
    request = RefundRequest(refund.public_id, case.payment.reference or "", Money(301, "EUR"))

    with pytest.raises(GatewayFault, match="IdempotencyError"):
        StripeGateway().refund(request)

    assert given_back(double) == 300


def test_amount_that_stripe_cannot_write_fails_rather_than_be_tried_for_ever(
    double: StripeDouble, case: Case
) -> None:
    request = RefundRequest(uuid4(), case.payment.reference or "", Money(1001, "KWD"))

    answer = StripeGateway().refund(request)

    assert (answer.state, "to the last digit" in answer.failure) == (RefundState.FAILED, True)
    assert (given_back(double), double.keys_of(REFUNDS)) == (0, [])
