"""A shop that takes payments by Stripe, whose part the double plays."""

from collections.abc import Iterator

import pytest
import stripe
from django.test import Client
from pytest_django import Settings

from orders.gateways.stripe import client
from tests.doubles.stripe import StripeDouble, stripe_double
from tests.doubles.stripe.double import WEBHOOK_SECRET
from tests.doubles.stripe.webhooks import Post
from tests.orders.gateways.stripe.orders import Case, to_be_paid


@pytest.fixture
def double(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeDouble]:
    """Answers at once, so clients wait for some seconds at most and try again without a pause."""
    monkeypatch.setattr(client, "TIMEOUT", (10.0, 3.0))
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.02)
    with stripe_double() as double:
        settings.PAYMENT_GATEWAY = "stripe"
        settings.STRIPE_SECRET_KEY = double.api_key
        settings.STRIPE_API_BASE = double.base
        settings.STRIPE_WEBHOOK_SECRETS = ("whsec_newer", WEBHOOK_SECRET)
        yield double


@pytest.fixture
def post(client: Client) -> Post:
    """How the double's webhooks reach the shop."""

    def posted(body: bytes, signature: str) -> int:
        answer = client.post(
            "/payments/stripe/webhook/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )
        return answer.status_code

    return posted


@pytest.fixture
def authorised(double: StripeDouble, post: Post, settings: Settings) -> Case:
    """An order whose money the buyer's bank has set aside, as Stripe has told."""
    settings.PAYMENT_CAPTURE = "when_shipped"
    case = to_be_paid()
    assert double.buyer.pay(case.url) == "requires_capture"
    assert set(double.webhooks.send(post)) == {200}
    return case
