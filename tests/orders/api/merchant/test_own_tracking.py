"""How shipments are followed, put right over the API, and what was shipped and given back so far."""

import json
from typing import Any

import pytest

from accounts import tasks
from accounts.models import WebhookDelivery
from catalog.models import Variant
from orders.models import Fulfilment, Order
from orders.states import OrderEventKind
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.catalog.api.writing.program import Program
from tests.factories.orders import sold_variant
from tests.factories.selling import shipped_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def order(program: Program) -> Order:
    """Shipped by this merchant, as shipment 1, and by another one."""
    own: Variant = sold_variant(merchant=program.merchant)
    return shipped_order((own, 1), (sold_variant(), 1))


def address_of(order: Order, action: str = "") -> str:
    return f"/api/v1/merchant/orders/{order.number}/{action}"


def stories(order: Order) -> int:
    return order.events.filter(kind=OrderEventKind.TRACKED).count()


def test_tracking_is_put_right_and_told_once(program: Program, order: Order) -> None:
    sent = {"carrier": "DHL", "tracking_number": " 0034 "}

    told, again = (program.ask("PUT", address_of(order, "fulfilments/1/"), sent) for _ in range(2))

    (shipment,) = told.document["shipments"]
    assert (shipment["carrier"], shipment["tracking_number"]) == ("DHL", "0034")
    assert shipment["tracking_url"].endswith("tracking-id=0034")
    assert again.document == told.document
    assert stories(order) == 1
    listed = program.ask("GET", address_of(order, "fulfilments/")).document["items"]
    assert listed == told.document["shipments"]


def test_correction_is_told_to_the_merchants_programs_once(
    program: Program, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "deliver", lambda **_: None)
    endpoint_at("https://hooks.vitrine.test/", program.merchant)
    endpoint_at("https://hooks.vitrine.test/")
    shipment = order.fulfilments.get(merchant=program.merchant)

    for _ in range(2):
        program.ask("PUT", address_of(order, "fulfilments/1/"), {"carrier": "dpd", "tracking_number": "9"})

    delivery = WebhookDelivery.objects.get()
    assert delivery.event == "order.tracking_changed"
    about = json.loads(delivery.body)["data"]["particulars"]["shipment"]
    sent = {"carrier": "dpd", "tracking_number": "9"}
    assert about == {"id": str(shipment.public_id), "number": 1, **sent}


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"tracking_url": "ftp://x"}, "tracking_url"), ({"tracking_number": "a\u0007"}, "tracking_number")],
)
def test_tracking_that_cannot_be_kept_is_refused(
    sent: dict[str, Any], field: str, program: Program, order: Order
) -> None:
    told = program.ask("PUT", address_of(order, "fulfilments/1/"), sent)

    assert (told.problem, told.document["field"]) == ((409, "shipment_refused"), field)
    assert stories(order) == 0


def test_shipments_of_others_and_of_nobody_are_not_there(program: Program, order: Order) -> None:
    before = list(Fulfilment.objects.values_list("carrier", "tracking_number"))

    for number in (2, 3, 40_000, 10**30):
        told = program.ask("PUT", address_of(order, f"fulfilments/{number}/"), {"carrier": "dhl"})
        assert told.problem == (404, "order_not_found")

    assert list(Fulfilment.objects.values_list("carrier", "tracking_number")) == before


def test_refunds_of_the_merchants_part_are_listed(program: Program, order: Order) -> None:
    other = Program(order.lines.exclude(merchant=program.merchant).get().merchant)
    body = {"amount": "1.00", "reason": "goodwill"}
    refunds = [
        asking.ask("POST", address_of(order, "refunds/"), body).document for asking in (program, other)
    ]

    (told,) = program.ask("GET", address_of(order, "refunds/")).document["items"]
    assert (told["id"], told["amount"], told["reason"]) == (
        refunds[0]["id"],
        {"amount": "1.00", "minor": 100, "currency": "EUR"},
        "goodwill",
    )
