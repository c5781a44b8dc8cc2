"""Who may tell the shop that something was paid."""

import json
import logging
import time
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from orders.models import PaymentEvent
from orders.states import OrderState
from tests.doubles.stripe import Fault, StripeDouble
from tests.doubles.stripe.double import WEBHOOK_SECRET
from tests.doubles.stripe.webhooks import Post, signature_of
from tests.orders.gateways.stripe.orders import Case, to_be_paid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(double: StripeDouble) -> Case:
    case = to_be_paid()
    double.buyer.pay(case.url)
    return case


def last_event(double: StripeDouble) -> dict[str, Any]:
    event = double.store.events[-1]
    assert event["type"] == "checkout.session.completed"
    return event


def body_of(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


def test_wrong_missing_old_and_future_signatures_are_refused(
    double: StripeDouble, case: Case, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    body = body_of(last_event(double))
    asked = len(double.server.requests)
    signatures = [
        "",
        "nonsense",
        "t=,v1=",
        "t=1",
        signature_of(body, "whsec_wrong"),
        signature_of(body + b" ", WEBHOOK_SECRET),
        signature_of(body, WEBHOOK_SECRET, at=int(time.time()) - 301),
    ]

    with caplog.at_level(logging.DEBUG):
        statuses = [post(body, signature) for signature in signatures]

    assert statuses == [400] * len(signatures)
    assert len(double.server.requests) == asked
    assert case.end[0] == OrderState.PLACED
    assert not PaymentEvent.objects.exists()
    assert not any(secret in caplog.text for secret in (WEBHOOK_SECRET, "whsec_newer", double.api_key))


@pytest.mark.parametrize(
    "secrets",
    [(WEBHOOK_SECRET,), ("whsec_newer",), ("whsec_wrong", WEBHOOK_SECRET), ("whsec_newer", "whsec_x")],
)
def test_either_secret_will_do_while_one_replaces_the_other(
    double: StripeDouble, case: Case, post: Post, secrets: tuple[str, ...]
) -> None:
    body = body_of(last_event(double))

    assert post(body, signature_of(body, *secrets, at=int(time.time()) - 240)) == 200

    assert case.end[0] == OrderState.CONFIRMED


def test_amount_is_looked_up_and_never_believed(double: StripeDouble, case: Case, post: Post) -> None:
    event = last_event(double)
    lie = event | {"data": {"object": event["data"]["object"] | {"amount_total": 1, "currency": "jpy"}}}

    assert post(body_of(lie), signature_of(body_of(lie), WEBHOOK_SECRET)) == 200

    heard = PaymentEvent.objects.get()
    assert (heard.amount, case.end[0]) == (case.order.total, OrderState.CONFIRMED)


def test_what_is_not_ours_is_taken_and_changes_nothing(double: StripeDouble, case: Case, post: Post) -> None:
    event = last_event(double)
    session = event["data"]["object"]
    strange = [
        event | {"type": "customer.created", "data": {"object": {"id": "cus_1", "object": "customer"}}},
        event | {"data": {"object": session | {"metadata": {}}}},
        event | {"data": {"object": session | {"metadata": {"payment": "1; DROP TABLE"}}}},
        event | {"data": {"object": session | {"id": "cs_test_another"}}},
        event | {"data": {"object": session | {"metadata": {"payment": str(case.order.public_id)}}}},
    ]

    statuses = [post(body_of(one), signature_of(body_of(one), WEBHOOK_SECRET)) for one in strange]

    assert statuses == [200] * len(strange)
    assert case.end[0] == OrderState.PLACED


@pytest.mark.parametrize("payment_intent", [{"payment_intent": None}, {}])
@pytest.mark.parametrize("kind", ["charge.dispute.created", "charge.captured", "charge.expired"])
def test_charge_of_another_program_without_an_intent_is_not_ours(
    double: StripeDouble, case: Case, post: Post, kind: str, payment_intent: dict[str, None]
) -> None:
    thing = {"id": "dp_1", "object": "dispute", "charge": "ch_1", **payment_intent}
    body = body_of(last_event(double) | {"type": kind, "data": {"object": thing}})
    asked = len(double.server.requests)

    assert post(body, signature_of(body, WEBHOOK_SECRET)) == 200

    assert len(double.server.requests) == asked


def test_while_stripe_does_not_answer_the_event_is_asked_for_again(
    double: StripeDouble, case: Case, post: Post
) -> None:
    double.fail("GET /v1/checkout/sessions/", *[Fault.SERVER_ERROR] * 3)

    statuses = double.webhooks.send(post)

    assert statuses.count(503) == 1
    assert case.end[0] == OrderState.CONFIRMED


def test_bodies_that_are_too_large_are_not_read(post: Post, double: StripeDouble) -> None:
    body = b" " * (256 * 1024 + 1)

    assert post(body, signature_of(body, WEBHOOK_SECRET)) == 413


def test_shop_without_stripe_has_no_such_address(client: Client, settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ()

    assert client.post("/payments/stripe/webhook/", b"{}", content_type="application/json").status_code == 404
