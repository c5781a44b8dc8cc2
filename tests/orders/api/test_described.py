"""Selling from the cart to the refund is answered as the OpenAPI document says, and so are refusals on the way."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts import tasks
from accounts.models import WebhookDelivery
from accounts.states import Scope
from orders.gateways.local import notice_of
from orders.models import Order
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.states import PaymentEventKind
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.catalog.api.writing.program import Program, Told
from tests.described import openapi, require_described, require_like
from tests.factories.orders import NOW, payment_of, sold_variant
from tests.orders.api.shopper import CARTS, ask, order_of

pytestmark = pytest.mark.django_db(transaction=True)


def described(method: str, address: str, told: Told, status: int) -> Any:  # noqa: ANN401  # JSON
    assert told.status == status, told.document
    require_described(method, address, told.status, dict(told.answer.items()), told.answer.content)
    return told.document


class Shopper:
    def ask(self, method: str, address: str, body: object = None, status: int = 200, **headers: str) -> Any:  # noqa: ANN401  # JSON
        path = urlsplit(address).path
        return described(method, path, ask(method, path, body, **headers), status)


class Seller:
    def __init__(self, program: Program) -> None:
        self.program = program

    def ask(self, method: str, address: str, body: object = None, status: int = 200, **headers: str) -> Any:  # noqa: ANN401  # JSON
        return described(method, address, self.program.ask(method, address, body, **headers), status)


@pytest.fixture
def shopper() -> Shopper:
    return Shopper()


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(tasks, "deliver", lambda **_: None)
    return Program()


@pytest.fixture
def order(shopper: Shopper, program: Program) -> Order:
    """Ordered over the API, two pieces of the program's merchant, and paid."""
    variant = sold_variant(merchant=program.merchant)
    begun = shopper.ask("POST", CARTS, {"lines": [{"variant": variant.pk, "quantity": 1}]}, 201)
    cart = f"{CARTS}{begun['token']}/"
    shopper.ask("POST", f"{cart}lines/", {"variant": variant.pk})
    shopper.ask("PATCH", f"{cart}lines/{variant.pk}/", {"quantity": 2})
    shopper.ask("DELETE", f"{cart}lines/{sold_variant().pk}/")
    quote = shopper.ask("POST", f"{cart}quote/", {"country": "AT"})
    body = order_of(quote["totals"]["total"]["amount"])
    placed = shopper.ask("POST", f"{cart}checkout/", body, 201, Idempotency_Key="one")
    shopper.ask("POST", f"{cart}checkout/", body, 201, Idempotency_Key="one")
    shopper.ask("GET", cart)
    found = Order.objects.get(public_id=placed["order"]["id"])
    payment = payment_of(found)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)
    return found


def test_selling_is_described(shopper: Shopper, program: Program, order: Order) -> None:
    seller, part = Seller(program), f"/api/v1/merchant/orders/{order.number}/"
    line = order.lines.get().pk
    one = {"lines": [{"line": line, "quantity": 1}]}

    seller.ask("POST", f"{part}fulfilments/", {**one, "carrier": "dhl", "tracking_number": "1"}, 201)
    seller.ask("PUT", f"{part}fulfilments/1/", {"carrier": "ups"})
    shopper.ask(
        "POST",
        f"/api/v1/orders/{order.public_id}/returns/",
        {**one, "reason": "damaged"},
        201,
        Idempotency_Key="back",
    )
    seller.ask("POST", f"{part}returns/1/receive/", one)
    seller.ask("POST", f"{part}refunds/", {"amount": "1.00", "reason": "return", **one}, 201)
    seller.ask("POST", f"{part}notes/", {"text": "Ring twice."}, 201)

    for room in ("", "fulfilments/", "returns/", "refunds/", "notes/"):
        seller.ask("GET", f"{part}{room}")
    seller.ask("GET", "/api/v1/merchant/orders/?updated_since=2026-01-01T00:00:00Z")
    seller.ask("GET", "/api/v1/merchant/orders/")
    shopper.ask("GET", f"/api/v1/orders/{order.public_id}/")


def test_refusals_are_described(shopper: Shopper, program: Program, order: Order) -> None:
    seller, part = Seller(program), f"/api/v1/merchant/orders/{order.number}/"
    line = order.lines.get().pk

    shopper.ask("GET", f"{CARTS}x/", status=404)
    shopper.ask("POST", CARTS, {"lines": [{"variant": 1, "quantity": "\ud800"}]}, 400)
    shopper.ask("POST", CARTS, {"lines": [{"variant": 2**40, "quantity": 1}]}, 422)
    shopper.ask("POST", f"/api/v1/orders/{order.public_id}/pay/", status=409)
    shopper.ask("GET", "/api/v1/customer/orders/", status=403)
    many = seller.ask("POST", f"{part}fulfilments/", {"lines": [{"line": line, "quantity": 9}]}, 409)
    seller.ask("POST", f"{part}refunds/", {"amount": "999.00", "reason": "goodwill"}, 409)
    odd = seller.ask("POST", f"{part}returns/", {"lines": [], "reason": "\ud800"}, 400)
    seller.ask("POST", f"{part}capture/", None, 409)
    seller.ask("GET", "/api/v1/merchant/orders/?limit=0", status=400)
    Seller(Program()).ask("GET", part, status=404)
    Seller(Program(scopes=(Scope.CATALOG_READ,))).ask("GET", part, status=403)
    seller.ask("GET", part, status=401, Authorization="Bearer x")

    assert many["line"] == line
    assert {error["place"] for error in odd["errors"]} == {"#/lines", "#/reason"}


def test_what_webhooks_are_told_is_described(shopper: Shopper, program: Program, order: Order) -> None:
    endpoint = endpoint_at("https://hooks.vitrine.test/", program.merchant)

    test_selling_is_described(shopper, program, order)

    seller, hooks = Seller(program), "/api/v1/merchant/webhooks/"
    seller.ask("GET", hooks)
    seller.ask("GET", f"{hooks}{endpoint.pk}/deliveries/?limit=1")
    told = [(each.event, json.loads(each.body)) for each in WebhookDelivery.objects.all()]
    assert {event for event, _ in told} >= {
        "order.fulfilled",
        "order.tracking_changed",
        "order.return_requested",
        "order.return_received",
        "order.refund_requested",
    }
    for event, message in told:
        content = openapi()["webhooks"][event]["post"]["requestBody"]["content"]
        require_like(content["application/json"]["schema"], message)
