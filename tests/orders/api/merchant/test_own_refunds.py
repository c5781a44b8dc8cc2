"""A merchant's program gives money of its own part back, once, and never more than its part came to."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from catalog.models import Variant
from orders.models import Order, OrderLine, Refund
from tests.catalog.api.writing.program import Program, Told
from tests.factories.orders import placed_order, sold_variant, stock_of
from tests.factories.selling import line_of, paid_order, shipped_order

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


def test_lines_go_back_at_what_was_paid_for_them(program: Program, variant: Variant) -> None:
    foreign = sold_variant()
    order = paid_order((variant, 3), (foreign, 1))
    # So that no piece comes to a whole number.
    Order.objects.filter(pk=order.pk).update(total_minor=F("total_minor") - 1, discount_minor=1)
    own = line_of(order, variant)
    OrderLine.objects.filter(pk=own.pk).update(discount_minor=1)

    def back(quantity: int, line: int = own.pk) -> Told:
        body = {"reason": "unavailable", "lines": [{"line": line, "quantity": quantity}]}
        return refund(program, order, body, key=f"{line}-{quantity}-{Refund.objects.count()}")

    first, second, more, rest = back(1), back(1), back(2), back(1)
    others = back(1, line_of(order, foreign).pk)

    assert [told.document["amount"]["minor"] for told in (first, second, rest)] == [2499, 2500, 2500]
    assert (more.problem, more.document["line"]) == ((409, "refund_refused"), own.pk)
    assert (others.problem, others.document["line"]) == (
        (409, "refund_refused"),
        line_of(order, foreign).pk,
    )
    assert refund(program, order, {"reason": "goodwill"}).places == {"#/amount": "required"}


def test_each_line_says_whether_its_pieces_are_sold_again(program: Program, variant: Variant) -> None:
    broken = sold_variant(price=1000, merchant=program.merchant)
    order = paid_order((variant, 2), (broken, 2))
    before = [stock_of(each) for each in (variant, broken)]
    lines = [
        {"line": line_of(order, variant).pk, "quantity": 1},
        {"line": line_of(order, broken).pk, "quantity": 2, "restock": False},
    ]
    body = {"amount": "45.00", "reason": "unavailable", "lines": lines}

    answers = [refund(program, order, body) for _ in range(2)]
    other = refund(program, order, {**body, "lines": lines[:1]})

    assert [told.status for told in (*answers, other)] == [201, 201, 422]
    (on_hand, allocated), (broken_on_hand, broken_allocated) = before
    assert stock_of(variant) == (on_hand, allocated - 1)
    assert stock_of(broken) == (broken_on_hand - 2, broken_allocated - 2)
    assert list(order.lines.order_by("position").values_list("withdrawn_quantity", flat=True)) == [1, 2]
    call_command("verify_stock", stdout=StringIO())


def test_pieces_that_left_are_not_taken_off_the_stock_again(program: Program, variant: Variant) -> None:
    order = shipped_order((variant, 1))
    before = stock_of(variant)
    line = {"line": line_of(order, variant).pk, "quantity": 1, "restock": False}

    told = refund(program, order, {"amount": "25.00", "reason": "damaged", "lines": [line]})

    assert (told.status, stock_of(variant)) == (201, before)


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
        ({"lines": [{"line": 1, "quantity": 1, "restock": "maybe"}]}, "#/lines/0/restock"),
        ({"note": "x" * 501}, "#/note"),
    ],
)
def test_odd_refunds_are_refused_at_their_place(
    changes: dict[str, Any], place: str, program: Program, variant: Variant
) -> None:
    order = paid_order((variant, 1))

    assert place in refund(program, order, {**GOODWILL, **changes}).places
    assert not Refund.objects.exists()
