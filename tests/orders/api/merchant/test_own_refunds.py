"""A merchant's program gives money of its own part back, once, and never more than its part came to."""

from typing import Any

import pytest

from catalog.models import Variant
from orders.models import Order, Refund
from tests.catalog.api.writing.program import Program, Told
from tests.factories.orders import placed_order, sold_variant
from tests.factories.selling import line_of, paid_order

pytestmark = pytest.mark.django_db(transaction=True)

GOODWILL = {"amount": "10.00", "reason": "goodwill"}


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def variant(program: Program) -> Variant:
    return sold_variant(price=2500, merchant=program.merchant)


def refund(program: Program, order: Order, body: object, key: str = "one") -> Told:
    address = f"/api/v1/merchant/orders/{order.number}/refunds/"
    return program.ask("POST", address, body, Idempotency_Key=key)


def test_money_goes_back_once(program: Program, variant: Variant) -> None:
    order = paid_order((variant, 2), (sold_variant(), 1))
    lines = [{"line": line_of(order, variant).pk, "quantity": 1}]
    body = {"amount": "25.00", "reason": "damaged", "note": "A leg was loose.", "lines": lines}

    told, again = refund(program, order, body), refund(program, order, body)

    written = Refund.objects.get()
    assert told.status == 201
    assert (told.document["amount"]["minor"], told.document["reason"], told.document["lines"]) == (
        2500,
        "damaged",
        lines,
    )
    assert told.document["id"] == str(written.public_id)
    assert (written.merchant, written.note) == (program.merchant, "A leg was loose.")
    assert again.answer.content == told.answer.content


def test_no_more_goes_back_than_the_merchants_part_came_to(program: Program, variant: Variant) -> None:
    order = paid_order((variant, 1), (sold_variant(price=9900), 1))

    whole = refund(program, order, {**GOODWILL, "amount": "25.00"})
    more = refund(program, order, {**GOODWILL, "amount": "0.01"}, key="two")
    unpaid = refund(program, placed_order((variant, 1)), GOODWILL, key="three")

    assert whole.status == 201
    assert more.problem == (409, "refund_refused")
    assert unpaid.problem == (409, "refund_refused")
    assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"amount": "-1.00"}, "#/amount"),
        ({"amount": 10}, "#/amount"),
        ({"reason": "late_money"}, "#/reason"),
        ({"lines": [{"line": 1, "quantity": 1}] * 2}, "#/lines/0/line"),
        ({"note": "x" * 501}, "#/note"),
    ],
)
def test_odd_refunds_are_refused_at_their_place(
    changes: dict[str, Any], place: str, program: Program, variant: Variant
) -> None:
    order = paid_order((variant, 1))

    assert place in refund(program, order, {**GOODWILL, **changes}).places
    assert not Refund.objects.exists()
