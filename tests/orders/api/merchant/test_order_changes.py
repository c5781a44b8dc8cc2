"""A program that asks what has changed since it last asked hears of every change, however it is paged."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.api.merchant.filters import narrowed
from orders.models import Order
from orders.queries.programs.changes import SETTLED, read_changes
from orders.queries.selling.own_orders import orders_with_lines_of
from orders.services.history import record
from orders.states import OrderEventKind
from tests.catalog.api.writing.program import Program
from tests.factories.orders import NOW, sold_variant, written_order

pytestmark = pytest.mark.django_db

ORDERS = "/api/v1/merchant/orders/"
SINCE = "?updated_since=2026-05-04T12:00:00Z"


def changed_order(program: Program, minute: int) -> Order:
    order = written_order(sold_variant(merchant=program.merchant))
    happen(order, minute)
    return order


def happen(order: Order, minute: int) -> None:
    record(order, OrderEventKind.NOTE, now=NOW + timedelta(minutes=minute))


def page(program: Program, query: str) -> Any:  # noqa: ANN401  # JSON
    told = program.ask("GET", f"{ORDERS}{query}")
    assert told.status == 200, told.document
    return told.document


def numbers(document: Any) -> list[int]:  # noqa: ANN401  # JSON
    return [item["number"] for item in document["items"]]


def test_orders_that_changed_are_told_once_by_when_that_was() -> None:
    program = Program()
    first, second, before = (changed_order(program, minute) for minute in (2, 1, -1))
    happen(second, 3)
    written_order(sold_variant())

    told = page(program, SINCE)

    assert numbers(told) == [first.number, second.number]
    assert [item["updated_at"] for item in told["items"]] == ["2026-05-04T12:02:00Z", "2026-05-04T12:03:00Z"]
    assert told["next"] is None
    assert numbers(page(program, "?updated_since=2026-05-04T11:00:00Z"))[0] == before.number


def test_what_changes_while_pages_are_read_comes_on_a_later_one() -> None:
    program = Program()
    orders = [changed_order(program, minute) for minute in range(5)]

    told = page(program, f"{SINCE}&limit=2")
    seen = numbers(told)
    happen(orders[0], 30)
    happen(orders[4], 31)
    while told["next"]:
        told = page(program, f"?{urlsplit(told['next']).query}")
        seen += numbers(told)

    assert seen == [orders[at].number for at in (0, 1, 2, 3, 0, 4)]


def test_next_time_begins_before_the_first_page_was_asked() -> None:
    program = Program()
    for minute in range(3):
        changed_order(program, minute)
    before = timezone.now()

    first = page(program, f"{SINCE}&limit=2")
    after = timezone.now()
    last = page(program, f"?{urlsplit(first['next']).query}")

    until = datetime.fromisoformat(first["until"])
    assert before - SETTLED <= until <= after - SETTLED
    assert last["until"] == first["until"]
    assert page(program, "?updated_since=2999-01-01T00:00:00Z") == {
        "items": [],
        "next": None,
        "until": "2999-01-01T00:00:00Z",
    }


def test_changes_are_narrowed_like_the_list() -> None:
    program = Program()
    kept, other = changed_order(program, 1), changed_order(program, 2)
    Order.objects.filter(pk=other.pk).update(order_state="cancelled", payment_state="cancelled")

    assert numbers(page(program, f"{SINCE}&order_state=placed")) == [kept.number]
    assert numbers(page(program, f"{SINCE}&search={other.number}")) == [other.number]


def test_pages_of_one_list_are_none_of_the_other() -> None:
    program = Program()
    for minute in range(2):
        changed_order(program, minute)
    listed, changed = page(program, "?limit=1"), page(program, f"{SINCE}&limit=1")

    mixed = [
        f"{SINCE}&cursor={urlsplit(listed['next']).query.rpartition('=')[2]}",
        f"?cursor={changed['next'].partition('cursor=')[2]}",
        f"{SINCE}&cursor=1-2",
        f"{SINCE}&cursor={'9' * 18}-1-1",
    ]

    for query in mixed:
        told = program.ask("GET", f"{ORDERS}{query}")
        assert (told.problem, told.places) == ((400, "invalid"), {"cursor": "invalid"})


def test_changes_cost_as_many_queries_whatever_there_is() -> None:
    program = Program()
    changed_order(program, 1)
    page(program, SINCE)
    counts = []

    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page(program, SINCE)
        counts.append(len(queries))
        for minute in range(4):
            changed_order(program, minute)

    assert counts == [4, 4]


def test_index_begins_where_the_page_does() -> None:
    program = Program()
    orders = narrowed(orders_with_lines_of(program.merchant.pk), {}, program.merchant)
    since = datetime(2026, 5, 4, tzinfo=UTC)

    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        read_changes(orders, since, None, limit=10, now=NOW)
        (asked,) = (each["sql"] for each in queries if "ORDER BY" in each["sql"])
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "order_event_since" in plan
    assert "Sort" not in plan
