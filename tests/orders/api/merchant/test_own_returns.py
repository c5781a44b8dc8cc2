"""What comes back, over the API: announced by its buyer or its merchant, received with restock, or refused."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import WebhookDelivery
from catalog.models import Variant
from orders.models import Order, Return
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.catalog.api.writing.program import Program
from tests.factories.orders import sold_variant, stock_of
from tests.factories.selling import line_of, shipped_order
from tests.factories.threads import side_by_side
from tests.orders.api.shopper import ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def variant(program: Program) -> Variant:
    return sold_variant(on_hand=5, merchant=program.merchant)


def address_of(order: Order, action: str = "") -> str:
    return f"/api/v1/merchant/orders/{order.number}/returns/{action}"


def back(order: Order, variant: Variant, quantity: int = 1, **changes: Any) -> dict[str, Any]:
    lines = [{"line": line_of(order, variant).pk, "quantity": quantity}]
    return {"lines": lines, "reason": "damaged", **changes}


def test_return_is_announced_received_and_goes_back_on_the_shelf(program: Program, variant: Variant) -> None:
    order = shipped_order((variant, 3), (sold_variant(), 1))
    line = line_of(order, variant).pk

    announced = program.ask("POST", address_of(order), back(order, variant, 2, note="A leg is loose."))
    body = {"lines": [{"line": line, "quantity": 1}], "answer": "One of them is whole."}
    received = program.ask("POST", address_of(order, "1/receive/"), body)

    assert (announced.status, announced.document["state"]) == (201, "requested")
    assert announced.document["lines"] == [{"line": line, "sku": variant.sku, "quantity": 2, "restocked": 0}]
    assert (received.document["state"], received.document["lines"][0]["restocked"]) == ("received", 1)
    assert received.document["answer"] == "One of them is whole."
    assert stock_of(variant) == (3, 0)
    assert program.ask("GET", address_of(order)).document == {"items": [received.document]}
    part = program.ask("GET", f"/api/v1/merchant/orders/{order.number}/").document
    assert [own["returned_quantity"] for own in part["lines"]] == [2]


def test_refused_return_may_be_announced_anew(program: Program, variant: Variant) -> None:
    order = shipped_order((variant, 1))
    program.ask("POST", address_of(order), back(order, variant))

    refused = program.ask("POST", address_of(order, "1/refuse/"), {"answer": "It was worn."})
    late = program.ask("POST", address_of(order, "1/receive/"), {})
    anew = program.ask("POST", address_of(order), back(order, variant))

    assert (refused.status, refused.document["state"]) == (200, "refused")
    assert late.problem == (409, "return_refused")
    assert (anew.status, anew.document["number"]) == (201, 2)


def test_twenty_at_once_announce_and_receive_once(program: Program, variant: Variant) -> None:
    order = shipped_order((variant, 2))
    body = back(order, variant, 2)
    restock = {"lines": [{"line": line_of(order, variant).pk, "quantity": 2}]}

    for address, sent in ((address_of(order), body), (address_of(order, "1/receive/"), restock)):
        told = side_by_side(
            [
                lambda address=address, sent=sent: program.ask("POST", address, sent, Idempotency_Key="one")  # type: ignore[misc]  # bound now
            ]
            * 20
        )
        assert {each.status for each in told} <= {200, 201, 409}
        assert len({each.answer.content for each in told if each.status < 300}) == 1

    assert Return.objects.count() == 1
    assert stock_of(variant) == (5, 0)


def test_what_cannot_come_back_is_refused_with_its_line(program: Program, variant: Variant) -> None:
    order = shipped_order((variant, 1), (sold_variant(), 1))
    foreign = order.lines.exclude(variant=variant).get().pk

    many = program.ask("POST", address_of(order), back(order, variant, 2))
    other = program.ask(
        "POST", address_of(order), {"reason": "other", "lines": [{"line": foreign, "quantity": 1}]}
    )
    program.ask("POST", address_of(order), back(order, variant))
    line = line_of(order, variant).pk
    restock = program.ask("POST", address_of(order, "1/receive/"), {"lines": [{"line": line, "quantity": 2}]})

    assert (many.problem, many.document["line"]) == ((409, "return_refused"), line)
    assert (other.problem, other.document["line"]) == ((404, "order_not_found"), foreign)
    assert (restock.problem, restock.document["line"]) == ((409, "return_refused"), line)
    assert Return.objects.get().state == "requested"
    assert stock_of(variant) == (4, 0)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"lines": []}, "#/lines"),
        ({"reason": "boredom"}, "#/reason"),
        ({"note": "x" * 501}, "#/note"),
        ({"lines": [{"line": 1, "quantity": 0}]}, "#/lines/0/quantity"),
    ],
)
def test_odd_returns_are_refused_at_their_place(
    changes: dict[str, Any], place: str, program: Program, variant: Variant
) -> None:
    order = shipped_order((variant, 1))

    assert place in program.ask("POST", address_of(order), back(order, variant, **changes)).places
    assert place in ask("POST", held(order), back(order, variant, **changes), Idempotency_Key="one").places
    assert not Return.objects.exists()


def held(order: Order) -> str:
    return f"/api/v1/orders/{order.public_id}/returns/"


def test_buyer_announces_once_what_their_merchants_then_know(
    program: Program, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.tasks.deliver", lambda **_: None)
    order = shipped_order((variant, 2), now=timezone.now())
    endpoint_at("https://hooks.vitrine.test/", program.merchant)
    body = back(order, variant, note="A leg is loose.")

    told, again = (ask("POST", held(order), body, Idempotency_Key="one") for _ in range(2))

    assert (told.status, again.answer.content) == (201, told.answer.content)
    (returned,) = told.document["returns"]
    assert (returned["state"], returned["reason"]) == ("requested", "It arrived damaged")
    assert [line["returnable_quantity"] for line in told.document["lines"]] == [1]
    (own,) = program.ask("GET", address_of(order)).document["items"]
    assert (own["id"], own["note"], own["reason"]) == (returned["id"], "A leg is loose.", "damaged")
    assert WebhookDelivery.objects.get().event == "order.return_requested"


def test_buyers_return_needs_a_key_and_things_that_were_shipped(variant: Variant) -> None:
    order = shipped_order((variant, 1), now=timezone.now())

    assert ask("POST", held(order), back(order, variant)).problem == (400, "idempotency_key_missing")
    many = ask("POST", held(order), back(order, variant, 2), Idempotency_Key="one")
    assert many.problem == (409, "return_refused")
    assert not Return.objects.exists()


def test_returns_are_numbered_within_their_order(program: Program, variant: Variant) -> None:
    order = shipped_order((variant, 1))

    for number in (1, 40_000, 10**30):
        told = program.ask("POST", address_of(order, f"{number}/refuse/"), {})
        assert told.problem == (404, "order_not_found")
