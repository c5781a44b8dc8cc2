"""A merchant's program hears of a dispute, reads of it, and ships once it has been won."""

import json
from typing import Any

import pytest

from accounts.models import WebhookDelivery
from catalog.models import Variant
from orders.models import Order
from orders.states import PaymentEventKind
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.catalog.api.writing.program import Program
from tests.described import openapi, require_like
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import sold_variant
from tests.factories.selling import line_of, paid_order
from tests.orders.disputes.test_follow_disputes import LOST_MINOR, said, say

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://hooks.vitrine.test/"


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def variant(program: Program) -> Variant:
    return sold_variant(merchant=program.merchant)


@pytest.fixture
def order(program: Program, variant: Variant) -> Order:
    order = paid_order((variant, 1))
    endpoint_at(URL, program.merchant)
    endpoint_at(URL, MerchantFactory.create())
    return order


def bank_says(order: Order, kind: PaymentEventKind) -> None:
    # As a bank is told again of what it has told before.
    say([said(order, kind, "dp_1", LOST_MINOR)] * 2)


def heard() -> list[tuple[str, bool]]:
    """What was told of, and whether the order was disputed then; each as it is described."""
    told: list[tuple[str, Any]] = [
        (delivery.event, json.loads(delivery.body)) for delivery in WebhookDelivery.objects.order_by("pk")
    ]
    for event, message in told:
        content = openapi()["webhooks"][event]["post"]["requestBody"]["content"]
        require_like(content["application/json"]["schema"], message)
    return [(event, message["data"]["order"]["is_disputed"]) for event, message in told]


def ship(program: Program, order: Order, variant: Variant) -> Any:  # noqa: ANN401  # JSON, with its status
    asked = {"lines": [{"line": line_of(order, variant).pk, "quantity": 1}], "carrier": "DHL"}
    return program.ask("POST", f"/api/v1/merchant/orders/{order.number}/fulfilments/", asked)


def is_disputed(program: Program, order: Order) -> bool:
    answer = program.ask("GET", f"/api/v1/merchant/orders/{order.number}/")
    return bool(answer.document["is_disputed"])


def test_program_hears_of_a_dispute_and_of_its_end(program: Program, order: Order, variant: Variant) -> None:
    bank_says(order, PaymentEventKind.DISPUTED)
    refused = ship(program, order, variant)
    assert (refused.status, refused.document["code"]) == (409, "payment_disputed")
    assert is_disputed(program, order)

    bank_says(order, PaymentEventKind.DISPUTE_WON)
    assert not is_disputed(program, order)
    assert ship(program, order, variant).status == 201

    assert heard() == [("order.disputed", True), ("order.dispute_won", False), ("order.fulfilled", False)]


def test_program_hears_that_a_dispute_was_lost_and_of_its_money(program: Program, order: Order) -> None:
    for kind in (PaymentEventKind.DISPUTED, PaymentEventKind.DISPUTE_LOST):
        bank_says(order, kind)

    told = [event for event, _ in heard()]
    assert told[:2] == ["order.disputed", "order.dispute_lost"]
    assert "order.refunded" in told
    assert not is_disputed(program, order)
