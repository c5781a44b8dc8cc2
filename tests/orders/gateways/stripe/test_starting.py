"""Beginning a payment while Stripe or the way to it fails."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from orders.errors import CheckoutClosed, GatewayFault
from orders.gateways.stripe.client import asking_stripe
from orders.gateways.stripe.gateway import StripeGateway
from orders.services.expire_unpaid_orders import PATIENCE, expire_unpaid_orders
from orders.services.payments.start_payment import start_payment
from orders.states import OrderState
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.parameters import checked, read_form
from tests.doubles.stripe.problems import Problem
from tests.orders.gateways.stripe.orders import to_be_paid

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = "POST /v1/checkout/sessions"


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.SILENCE, Fault.SERVER_ERROR, Fault.CONFLICT])
def test_retry_under_the_same_key_begins_one_session(double: StripeDouble, fault: Fault) -> None:
    double.fail(SESSIONS, fault)

    case = to_be_paid()

    assert case.url == next(iter(double.store.sessions.values()))["url"]
    assert (len(double.store.sessions), len(set(double.keys_of(SESSIONS)))) == (1, 1)


def test_order_stands_while_stripe_is_away_and_goes_on_with_the_same_session(double: StripeDouble) -> None:
    double.fail(SESSIONS, *[Fault.RESET_AFTER] * 3)
    case = to_be_paid()
    assert (case.url, case.payment.reference) == ("", None)

    url = start_payment(order_id=case.order.public_id, now=timezone.now())

    assert url == next(iter(double.store.sessions.values()))["url"]
    assert (len(double.store.sessions), len(set(double.keys_of(SESSIONS)))) == (1, 1)


def test_request_is_the_same_one_when_the_order_has_got_more_time(double: StripeDouble) -> None:
    """Stripe refuses a key that comes with other parameters."""
    double.fail(SESSIONS, *[Fault.RESET_AFTER] * 3)
    case = to_be_paid()
    until = case.order.pay_until

    url = start_payment(order_id=case.order.public_id, now=timezone.now() + timedelta(minutes=25))

    assert url == next(iter(double.store.sessions.values()))["url"]
    case.order.refresh_from_db()
    assert case.order.pay_until > until


def test_orders_wait_for_stripe_for_a_while_before_they_expire(double: StripeDouble) -> None:
    case = to_be_paid()
    case.overdue()
    double.fail("GET /v1/checkout/sessions/", *[Fault.SERVER_ERROR] * 6)

    assert expire_unpaid_orders(now=timezone.now()) == 0
    assert case.end[0] == OrderState.PLACED
    assert expire_unpaid_orders(now=timezone.now() + PATIENCE) == 1

    assert case.end[0] == OrderState.CANCELLED


def test_no_call_is_made_inside_a_transaction_or_without_a_key(
    double: StripeDouble, settings: Settings
) -> None:
    with transaction.atomic(), pytest.raises(GatewayFault, match="transaction"), asking_stripe():
        pass
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(CheckoutClosed):
        StripeGateway().require_open()

    assert double.server.requests == []


def test_wrong_key_is_told_without_the_key(double: StripeDouble, settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_wrong"

    with pytest.raises(GatewayFault, match="AuthenticationError") as fault, asking_stripe() as client:
        client.v1.refunds.retrieve("re_1")

    assert "sk_test" not in str(fault.value)


def test_double_refuses_what_stripe_does_not_know() -> None:
    for form, code in (
        ("a[b]=1&unknown=2", "parameter_unknown"),
        ("a[c]=1", "parameter_unknown"),
        ("a[b]=one", "parameter_invalid_integer"),
    ):
        with pytest.raises(Problem) as problem:
            checked({"a": {"b": "whole"}}, read_form(form))
        assert problem.value.body["code"] == code
