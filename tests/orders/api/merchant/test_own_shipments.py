"""A merchant's program ships its part of an order, once, and gives up what is its alone."""

from typing import Any

import pytest

from accounts import tasks
from accounts.models import WebhookDelivery
from catalog.models import Variant
from orders.models import Fulfilment, Order
from orders.states import OrderState
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.catalog.api.writing.program import Program
from tests.factories.orders import placed_order, sold_variant, stock_of
from tests.factories.selling import line_of, paid_order
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

PARCEL = {"carrier": "DHL", "tracking_number": "0034"}


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def variant(program: Program) -> Variant:
    return sold_variant(on_hand=5, merchant=program.merchant)


def address_of(order: Order, action: str = "") -> str:
    return f"/api/v1/merchant/orders/{order.number}/{action}"


def parcel(order: Order, variant: Variant, quantity: int = 1, **changes: Any) -> dict[str, Any]:
    lines = [{"line": line_of(order, variant).pk, "quantity": quantity}]
    return {"lines": lines, **PARCEL, **changes}


def test_program_ships_in_parts(program: Program, variant: Variant) -> None:
    order = paid_order((variant, 3), (sold_variant(), 1))

    told = program.ask("POST", address_of(order, "fulfilments/"), parcel(order, variant, 2))
    rest = program.ask("POST", address_of(order, "fulfilments/"), parcel(order, variant))

    assert (told.status, told.document["fulfilment_state"]) == (201, "partly")
    assert told.document["lines"][0]["shipped_quantity"] == 2
    (shipment,) = told.document["shipments"]
    assert (shipment["carrier"], shipment["tracking_number"]) == ("DHL", "0034")
    assert shipment["tracking_url"].endswith("tracking-id=0034")
    assert [packed["quantity"] for packed in shipment["contents"]] == [2]
    assert rest.document["fulfilment_state"] == "fulfilled"
    assert stock_of(variant) == (2, 0)
    assert program.ask("GET", address_of(order)).document == rest.document


def test_twenty_at_once_ship_once(program: Program, variant: Variant) -> None:
    order = paid_order((variant, 3))
    body = parcel(order, variant)

    told = side_by_side(
        [
            lambda: program.ask("POST", address_of(order, "fulfilments/"), body, Idempotency_Key="one")
            for _ in range(20)
        ]
    )

    assert {each.status for each in told} <= {201, 409}
    assert len({each.answer.content for each in told if each.status == 201}) == 1
    assert Fulfilment.objects.count() == 1
    assert stock_of(variant) == (4, 2)


def test_what_cannot_be_shipped_is_refused_with_its_line(program: Program, variant: Variant) -> None:
    unpaid, paid = placed_order((variant, 1)), paid_order((variant, 1))

    early = program.ask("POST", address_of(unpaid, "fulfilments/"), parcel(unpaid, variant))
    many = program.ask("POST", address_of(paid, "fulfilments/"), parcel(paid, variant, 2))
    foreign = program.ask("POST", address_of(paid, "fulfilments/"), parcel(unpaid, variant))

    assert early.problem == (409, "shipment_refused")
    assert many.problem == (409, "shipment_refused")
    assert many.document["line"] == line_of(paid, variant).pk
    assert foreign.problem == (404, "order_not_found")
    assert foreign.document["line"] == line_of(unpaid, variant).pk
    assert not Fulfilment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"lines": []}, "#/lines"),
        ({"lines": [{"line": 1, "quantity": 0}]}, "#/lines/0/quantity"),
        ({"lines": [{"line": 1, "quantity": 1}] * 2}, "#/lines/0/line"),
        ({"carrier": "x" * 41}, "#/carrier"),
        ({"colour": "red"}, "#/colour"),
    ],
)
def test_odd_parcels_are_refused_at_their_place(
    changes: dict[str, Any], place: str, program: Program, variant: Variant
) -> None:
    order = paid_order((variant, 1))

    told = program.ask("POST", address_of(order, "fulfilments/"), parcel(order, variant, **changes))

    assert place in told.places
    assert not Fulfilment.objects.exists()


def test_shipping_is_told_to_the_merchants_programs(
    program: Program, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "deliver", lambda **_: None)
    order = paid_order((variant, 1))
    endpoint_at("https://hooks.vitrine.test/", program.merchant)
    endpoint_at("https://hooks.vitrine.test/")

    program.ask("POST", address_of(order, "fulfilments/"), parcel(order, variant))

    assert WebhookDelivery.objects.get().event == "order.fulfilled"


def test_merchant_gives_up_an_order_that_is_theirs_alone(program: Program, variant: Variant) -> None:
    own, shared = placed_order((variant, 1)), placed_order((variant, 1), (sold_variant(), 1))
    shipped = paid_order((variant, 1))
    program.ask("POST", address_of(shipped, "fulfilments/"), parcel(shipped, variant))

    told, again = (program.ask("POST", address_of(own, "cancel/")) for _ in range(2))

    assert told.document["order_state"] == OrderState.CANCELLED
    assert again.document == told.document
    for other in (shared, shipped):
        assert program.ask("POST", address_of(other, "cancel/")).problem == (409, "cancellation_refused")
    assert Order.objects.filter(order_state=OrderState.CANCELLED).get() == own
