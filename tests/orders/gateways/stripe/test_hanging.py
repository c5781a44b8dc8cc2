"""A Stripe that does not answer costs little time: of shoppers, of workers, and of whoever comes next."""

import logging

import pytest
from django.utils import timezone

from orders.errors import GatewayFault
from orders.gateways import patience
from orders.gateways.breaker import Breaker
from orders.gateways.stripe.client import MOST_FAULTS, asking_stripe
from orders.models import Capture, Payment, Refund
from orders.services import expire_unpaid_orders as expiring
from orders.services.captures.perform_captures import perform_captures
from orders.services.expire_unpaid_orders import PATIENCE, expire_unpaid_orders
from orders.services.payments import ask_in_turn as turns
from orders.services.payments.ask_in_turn import ask_in_turn
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.refunds.perform_refunds import perform_refunds
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.webhooks import Post
from tests.factories.orders import filled_cart, place, sold_variant
from tests.orders.gateways.stripe.orders import Case, capture, to_be_paid
from tests.orders.gateways.stripe.test_refunds import give_back

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = "POST /v1/checkout/sessions"
LOOKING_UP = "GET /v1/checkout/sessions/"


def asked(double: StripeDouble, request: str) -> int:
    return sum(one.startswith(request) for one, _, _ in double.server.requests)


def ask() -> None:
    with asking_stripe() as client:
        client.v1.refunds.list({"payment_intent": "pi_1"})


def ask_in_vain(double: StripeDouble, times: int) -> None:
    double.fail("GET /v1/refunds", *[Fault.RESET_BEFORE] * 3 * times)
    for _ in range(times):
        with pytest.raises(GatewayFault):
            ask()


def test_shopper_waits_no_longer_than_allowed_with_all_tries(
    double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask()
    monkeypatch.setattr(patience, "WEB_SECONDS", 0.5)
    double.fail(SESSIONS, *[Fault.SILENCE] * 3)
    token = filled_cart((sold_variant(), 1))

    placed = place(token, now=timezone.now())

    assert (placed.payment_url, placed.is_unanswered) == ("", True)
    # Of three tries that there are otherwise.
    assert asked(double, SESSIONS) == 1


def test_stripe_is_left_alone_after_some_faults_in_a_row(double: StripeDouble) -> None:
    ask_in_vain(double, MOST_FAULTS)
    before = len(double.server.requests)

    with pytest.raises(GatewayFault, match="not asked"):
        ask()

    assert len(double.server.requests) == before
    assert to_be_paid().url == ""


def test_an_answer_between_faults_begins_the_count_anew(double: StripeDouble) -> None:
    ask_in_vain(double, MOST_FAULTS - 1)
    ask()
    ask_in_vain(double, MOST_FAULTS - 1)

    ask()


def test_a_refusal_is_an_answer(double: StripeDouble) -> None:
    for _ in range(MOST_FAULTS + 1):
        with pytest.raises(GatewayFault, match="InvalidRequestError"), asking_stripe() as client:
            client.v1.refunds.retrieve("re_unknown")

    ask()


def test_breaker_lets_one_through_after_a_rest_and_all_once_that_is_answered() -> None:
    now = 0.0
    breaker = Breaker(2, 10.0, clock=lambda: now)
    assert [breaker.failed(), breaker.failed()] == [False, True]
    assert not breaker.lets_through()

    now = 10.0
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.failed()
    now = 19.0
    assert not breaker.lets_through()
    now = 20.0
    assert breaker.lets_through()
    breaker.answered()

    assert [breaker.lets_through() for _ in range(3)] == [True] * 3


def test_reconciling_ends_with_the_first_silence_and_goes_on_with_the_next_run(double: StripeDouble) -> None:
    cases = [to_be_paid() for _ in range(3)]
    Payment.objects.update(ask_at=timezone.now())
    double.fail(LOOKING_UP, *[Fault.RESET_BEFORE] * 3)

    reconcile_payments(now=timezone.now())

    assert asked(double, LOOKING_UP) == 3
    reconcile_payments(now=timezone.now())
    assert asked(double, LOOKING_UP) == 3 + len(cases) - 1


@pytest.mark.parametrize("wishes", [Capture, Refund])
def test_captures_and_refunds_end_with_the_first_silence(
    double: StripeDouble, authorised: Case, post: Post, wishes: type[Capture] | type[Refund]
) -> None:
    cases = [authorised, to_be_paid()]
    double.buyer.pay(cases[1].url)
    double.webhooks.send(post)
    if wishes is Refund:
        for case in cases:
            capture(case)
    double.fail("GET /v1/", *[Fault.RESET_BEFORE] * 3 * len(cases))
    for case in cases:
        capture(case) if wishes is Capture else give_back(case, 100)
    ask()
    wishes.objects.update(ask_at=timezone.now(), attempts=0)
    double.fail("GET /v1/", *[Fault.RESET_BEFORE] * 3)

    assert (perform_captures if wishes is Capture else perform_refunds)(now=timezone.now()) == 0

    assert [wish.attempts for wish in wishes.objects.order_by("pk")] == [1, 0]


def test_asking_in_turn_ends_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_SECONDS", 0.0)

    assert ask_in_turn([1, 2], lambda _: True) == 0


def test_orders_that_stripe_knows_nothing_of_expire_while_it_is_silent(double: StripeDouble) -> None:
    """Also those that come after one about which it was asked in vain."""
    begun = [to_be_paid().overdue() for _ in range(2)]
    double.fail(SESSIONS, *[Fault.RESET_BEFORE] * 3)
    unheard = to_be_paid().overdue()
    double.fail(LOOKING_UP, *[Fault.RESET_BEFORE] * 3)

    assert expire_unpaid_orders(now=timezone.now()) == 1

    assert [case.end[0] for case in [*begun, unheard]] == ["placed", "placed", "cancelled"]
    assert asked(double, LOOKING_UP) == 3
    double.fail(LOOKING_UP, *[Fault.RESET_BEFORE] * 3)
    assert expire_unpaid_orders(now=timezone.now() + PATIENCE) == 2


def test_outage_is_told_once_a_round_with_the_orders_that_wait(
    double: StripeDouble, caplog: pytest.LogCaptureFixture
) -> None:
    begun = [to_be_paid().overdue() for _ in range(3)]
    double.fail(LOOKING_UP, *[Fault.RESET_BEFORE] * 3)

    with caplog.at_level(logging.WARNING, logger=expiring.__name__):
        assert expire_unpaid_orders(now=timezone.now()) == 0

    (record,) = (record for record in caplog.records if record.name == expiring.__name__)
    assert (record.levelno, record.message, record.exc_info) == (logging.WARNING, "payments_not_closed", None)
    told = vars(record)
    assert sorted(told["orders"]) == sorted(case.order.number for case in begun)
    assert told["count"] == 3
    assert told["fault"].startswith("Stripe did not do what it was asked for: APIConnectionError")
