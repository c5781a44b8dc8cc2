"""A merchant's part of orders over the API: own lines and sums, page by page."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Fulfilment, Order, OrderEvent, OrderLine
from orders.services.history import record
from orders.states import OrderEventKind
from tests.catalog.api.writing.program import Program
from tests.factories.orders import NOW, sold_variant, written_order

pytestmark = pytest.mark.django_db

ORDERS = "/api/v1/merchant/orders/"


def own_order(program: Program, *, lines: int = 1) -> Order:
    """An order of which a part is another merchant's."""
    own = (sold_variant(merchant=program.merchant) for _ in range(lines))
    return written_order(*own, sold_variant())


def numbers(program: Program, query: str = "") -> list[int]:
    told = program.ask("GET", f"{ORDERS}{query}")
    assert told.status == 200, told.document
    return [item["number"] for item in told.document["items"]]


def test_program_sees_its_merchants_part_of_an_order() -> None:
    program = Program()
    order = own_order(program, lines=2)

    told = program.ask("GET", f"{ORDERS}{order.number}/").document

    own = order.lines.filter(merchant=program.merchant)
    assert [line["id"] for line in told["lines"]] == [line.pk for line in own]
    assert told["total"] == {"amount": "20.00", "minor": 2000, "currency": "EUR"}
    assert (told["number"], told["email"], told["fulfilment_state"]) == (
        order.number,
        order.email,
        "unfulfilled",
    )
    assert str(order.public_id) not in str(told)
    assert program.ask("GET", f"{ORDERS}{'9' * 30}/").problem == (404, "order_not_found")


def test_warehouse_is_told_where_to_send_what() -> None:
    program = Program()
    variant = sold_variant(merchant=program.merchant)
    order = written_order(variant)
    address = {**order.shipping_address, "phone": "+43 1 234567"}
    Order.objects.filter(pk=order.pk).update(shipping_address=address)
    OrderLine.objects.filter(order=order).update(
        quantity=3, total_minor=3 * 1000, withdrawn_quantity=1, tax_minor=500, tax_rate=20
    )

    told = program.ask("GET", f"{ORDERS}{order.number}/").document

    assert told["shipping_address"] == {
        **dict.fromkeys(("company", "line1", "line2", "region"), ""),
        **address,
    }
    (line,) = told["lines"]
    assert (line["variant"], line["quantity"], line["to_ship_quantity"]) == (variant.pk, 3, 2)
    assert (line["total"]["minor"], line["tax"]["minor"], line["tax_percent"]) == (3000, 500, "20")


def test_orders_are_listed_page_by_page_the_newest_first() -> None:
    program = Program()
    orders = [own_order(program) for _ in range(5)]
    written_order(sold_variant())
    seen, address = [], f"{ORDERS}?limit=2"

    while address:
        told = program.ask("GET", address)
        seen += [item["number"] for item in told.document["items"]]
        following = told.document["next"]
        address = f"{ORDERS}?{urlsplit(following).query}" if following else ""

    assert seen == [order.number for order in reversed(orders)]


def test_list_costs_as_many_queries_whatever_it_holds() -> None:
    program = Program()
    own_order(program)
    program.ask("GET", ORDERS)
    counts = []

    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            program.ask("GET", ORDERS)
        counts.append(len(queries))
        for _ in range(4):
            own_order(program, lines=3)

    assert counts == [3, 3]


def test_orders_are_filtered_by_the_merchants_own_part() -> None:
    program = Program()
    none, partly, whole = (own_order(program, lines=2) for _ in range(3))
    own = OrderLine.objects.filter(merchant=program.merchant)
    own.filter(pk__in=own.filter(order=partly)[:1]).update(fulfilled_quantity=1)
    own.filter(order=whole).update(fulfilled_quantity=1)
    OrderLine.objects.filter(order=none).exclude(merchant=program.merchant).update(fulfilled_quantity=1)
    Order.objects.filter(pk=none.pk).update(order_state="cancelled", payment_state="cancelled")

    assert numbers(program, "?fulfilment_state=unfulfilled") == [none.number]
    assert numbers(program, "?fulfilment_state=partly") == [partly.number]
    assert numbers(program, "?fulfilment_state=fulfilled") == [whole.number]
    assert numbers(program, "?order_state=cancelled") == [none.number]
    assert numbers(program, "?payment_state=pending") == [whole.number, partly.number]


def test_orders_to_which_something_has_happened_since() -> None:
    program = Program()
    old, changed = own_order(program), own_order(program)
    record(old, OrderEventKind.PLACED, now=NOW)
    record(changed, OrderEventKind.PLACED, now=NOW)
    record(changed, OrderEventKind.NOTE, now=NOW + timedelta(hours=2))

    assert numbers(program, "?updated_since=2026-05-04T13:00:00Z") == [changed.number]
    assert numbers(program, "?updated_since=2026-05-04T12:00:00Z") == [old.number, changed.number]
    assert OrderEvent.objects.count() == 3


def test_orders_are_found_as_in_the_merchants_own_list() -> None:
    program = Program()
    early, late = own_order(program), own_order(program)
    Order.objects.filter(pk=late.pk).update(
        placed_at=NOW + timedelta(days=2),
        order_state="confirmed",
        payment_state="captured",
        email="grace@vitrine.test",
    )
    article = early.lines.get(merchant=program.merchant).sku

    assert numbers(program, "?placed_from=2026-05-05T00:00:00Z") == [late.number]
    assert numbers(program, "?placed_before=2026-05-05T00:00:00Z") == [early.number]
    assert numbers(program, "?to_do=ship") == [late.number]
    assert numbers(program, "?search=grace") == [late.number]
    assert numbers(program, f"?search={article}") == [early.number]
    assert numbers(program, f"?search=%23{late.number}+Byron") == [late.number]
    assert numbers(program, "?to_do=return") == []


def test_others_articles_and_parcels_find_nothing() -> None:
    program = Program()
    order = own_order(program)
    foreign = order.lines.exclude(merchant=program.merchant).get()
    Fulfilment.objects.create(
        order=order, merchant=foreign.merchant, number=1, tracking_number="OTHERS", created_at=NOW
    )
    Fulfilment.objects.create(
        order=order, merchant=program.merchant, number=2, tracking_number="MINE", created_at=NOW
    )

    assert numbers(program, f"?search={foreign.sku}") == []
    assert numbers(program, "?search=others") == []
    assert numbers(program, "?search=mine") == [order.number]


@pytest.mark.parametrize(
    "query",
    [
        "to_do=x",
        "placed_from=x",
        "search=",
        f"search={'x' * 201}",
        "limit=0",
        "limit=x",
        "cursor=-1",
        f"cursor={10**30}",
        "order_state=x",
        "updated_since=x",
        "nothing=1",
    ],
)
def test_odd_questions_are_refused(query: str) -> None:
    assert Program().ask("GET", f"{ORDERS}?{query}").problem == (400, "invalid")
