"""What localstripe can do, it does for the shop's own code as our double does: pay, decline, 3-D Secure, refund, sign."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import Any
from uuid import UUID, uuid4

import pytest
import stripe
from pytest_django import Settings

from catalog.money import Money
from orders.errors import WebhookRefused
from orders.gateways.contract import RefundRequest
from orders.gateways.stripe.amounts import from_stripe
from orders.gateways.stripe.client import stripe_client
from orders.gateways.stripe.refunds import answer_of, give_back_of
from orders.gateways.stripe.webhooks import our_id, read_event
from orders.states import RefundState
from tests.doubles.localstripe import LocalStripe, NotInstallable, local_stripe

SECRET = "whsec_second"
AMOUNT = Money(2990, "EUR")
GOOD, DECLINED, SECURE = "4242424242424242", "4000000000000341", "4000002500003155"
Message = tuple[bytes, str]


@pytest.fixture(scope="module")
def server() -> Iterator[LocalStripe]:
    try:
        with local_stripe() as server:
            yield server
    except NotInstallable as error:
        pytest.skip(f"localstripe cannot be installed here: {error}")


@pytest.fixture
def client(server: LocalStripe, settings: Settings) -> stripe.StripeClient:
    """The shop's own, with the unmodified SDK."""
    settings.STRIPE_SECRET_KEY = server.api_key
    settings.STRIPE_API_BASE = server.base
    settings.STRIPE_WEBHOOK_SECRETS = ("whsec_first", SECRET)
    return stripe_client()


@pytest.fixture
def heard(server: LocalStripe) -> Iterator["Queue[Message]"]:
    """The events that it sends to the shop: body and signature."""
    messages: Queue[Message] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            messages.put((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # the library's name
            """Silence."""

    listener = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    server.tell(f"http://127.0.0.1:{listener.server_address[1]}/", SECRET)
    yield messages
    listener.shutdown()
    listener.server_close()


def card(client: stripe.StripeClient, number: str) -> str:
    # The SDK's types know no numbers of cards: whoever sends them to Stripe itself is turned away.
    method: Any = {
        "type": "card",
        "card": {"number": number, "exp_month": 12, "exp_year": 2040, "cvc": "123"},
    }
    return client.v1.payment_methods.create(method).id


def begun(client: stripe.StripeClient, number: str, payment_id: UUID) -> str:
    """The intent of a buyer who has given this card."""
    intent = client.v1.payment_intents.create(
        {
            "amount": AMOUNT.minor,
            "currency": "eur",
            "payment_method": card(client, number),
            "metadata": {"payment": str(payment_id)},
        },
        {"idempotency_key": f"payment-{payment_id}"},
    )
    return intent.id


def facts(client: stripe.StripeClient, intent_id: str) -> tuple[str, UUID | None, Money | None]:
    """(state, whose payment it is, what was taken) as the shop reads them; it does not say what was received."""
    intent = client.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})
    charge = intent.latest_charge
    took = (
        from_stripe(charge.amount, charge.currency)
        if isinstance(charge, stripe.Charge) and charge.paid
        else None
    )
    return intent.status, our_id(intent.to_dict(), "payment"), took


def paid(client: stripe.StripeClient) -> str:
    intent_id = begun(client, GOOD, uuid4())
    client.v1.payment_intents.confirm(intent_id)
    return intent_id


def test_paid_intent_has_taken_its_amount(client: stripe.StripeClient) -> None:
    payment_id = uuid4()
    intent_id = begun(client, GOOD, payment_id)
    assert facts(client, intent_id) == ("requires_confirmation", payment_id, None)

    client.v1.payment_intents.confirm(intent_id)

    assert facts(client, intent_id) == ("succeeded", payment_id, AMOUNT)


def test_declined_card_says_so_and_pays_nothing(client: stripe.StripeClient) -> None:
    payment_id = uuid4()
    intent_id = begun(client, DECLINED, payment_id)

    with pytest.raises(stripe.CardError) as raised:
        client.v1.payment_intents.confirm(intent_id)

    assert raised.value.code == "card_declined"
    assert facts(client, intent_id) == ("requires_payment_method", payment_id, None)


@pytest.mark.parametrize("is_proven", [True, False])
def test_money_comes_once_the_buyer_has_proven_who_they_are(
    client: stripe.StripeClient, *, is_proven: bool
) -> None:
    payment_id = uuid4()
    intent_id = begun(client, SECURE, payment_id)
    intent = client.v1.payment_intents.confirm(intent_id)
    assert facts(client, intent_id) == ("requires_action", payment_id, None)

    proof = {"client_secret": str(intent.client_secret), "success": str(is_proven).lower()}
    client.raw_request("post", f"/v1/payment_intents/{intent_id}/_authenticate", **proof)

    expected = (
        ("succeeded", payment_id, AMOUNT) if is_proven else ("requires_payment_method", payment_id, None)
    )
    assert facts(client, intent_id) == expected


def test_parts_are_refunded_each_once_under_the_id_of_the_shop(client: stripe.StripeClient) -> None:
    intent_id, part, rest = paid(client), uuid4(), uuid4()
    first = RefundRequest(part, "", Money(990, "EUR"))

    answers = [give_back_of(client, intent_id, first) for _ in range(3)]
    other = give_back_of(client, intent_id, RefundRequest(rest, "", Money(2000, "EUR")))

    assert {(answer.state, answer.reference) for answer in answers} == {
        (RefundState.SUCCEEDED, answers[0].reference)
    }
    assert other.reference != answers[0].reference
    assert answer_of(client.v1.refunds.retrieve(other.reference)) == other
    refunds = client.v1.refunds.list({"payment_intent": intent_id}).data
    assert sorted((our_id(each.to_dict(), "refund"), each.amount) for each in refunds) == sorted(
        [(part, 990), (rest, 2000)]
    )


def test_what_was_not_paid_is_not_refunded(client: stripe.StripeClient) -> None:
    intent_id = begun(client, DECLINED, uuid4())
    with pytest.raises(stripe.CardError):
        client.v1.payment_intents.confirm(intent_id)

    answer = give_back_of(client, intent_id, RefundRequest(uuid4(), "", AMOUNT))

    assert answer.state == RefundState.FAILED


def test_its_signature_is_believed_and_no_other(
    client: stripe.StripeClient, heard: "Queue[Message]", settings: Settings
) -> None:
    intent_id = paid(client)

    # Those of the tests before this one may come in between.
    messages = iter(lambda: heard.get(timeout=30), None)
    body, signature = next(message for message in messages if intent_id.encode() in message[0])

    assert read_event(body, signature).kind == "payment_intent.succeeded"
    changed = json.dumps(json.loads(body) | {"type": "refund.failed"}).encode()
    with pytest.raises(WebhookRefused):
        read_event(changed, signature)
    settings.STRIPE_WEBHOOK_SECRETS = ("whsec_other",)
    with pytest.raises(WebhookRefused):
        read_event(body, signature)
