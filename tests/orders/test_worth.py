"""A line is worth what its buyer paid for it: on pages, in tables, for programs, and as the most that can go back."""

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from orders.models import Order, OrderLine
from orders.queries.parts import parts_of
from orders.queries.selling.detail import read_sold_order
from orders.queries.selling.export import COLUMNS, exported
from orders.queries.selling.orders import seen_by
from orders.queries.selling.own_orders import own_part
from orders.queries.worth import WORTH, worth_of, worth_of_pieces
from orders.services.invoices.compose import compose_invoice
from tests.factories.orders import NOW, sold_variant
from tests.factories.selling import details_of, paid_order, works_for


@pytest.fixture
def order() -> Order:
    """50.00 and 40.00 without tax; of the first 5.00 were taken off, and 20 percent were added to the rest."""
    order = paid_order((sold_variant(price=2500), 2), (sold_variant(price=4000), 1))
    order.lines.filter(position=1).update(discount_minor=500, tax_minor=900, tax_rate=20)
    order.lines.filter(position=2).update(tax_minor=800, tax_rate=20)
    Order.objects.filter(pk=order.pk).update(
        prices_include_tax=False,
        discount_minor=500,
        tax_minor=1700,
        total_minor=F("lines_minor") + F("shipping_minor") + 1200,
    )
    order.refresh_from_db()
    return order


@pytest.mark.django_db
@pytest.mark.parametrize("is_within", [True, False])
def test_database_and_program_reckon_alike(order: Order, *, is_within: bool) -> None:
    total = F("lines_minor") + F("shipping_minor") - 500 + (0 if is_within else F("tax_minor"))
    Order.objects.filter(pk=order.pk).update(prices_include_tax=is_within, total_minor=total)
    order.refresh_from_db()

    lines = OrderLine.objects.filter(order=order)

    worths = list(lines.values_list(WORTH, flat=True))
    assert worths == [worth_of(line, order) for line in lines]
    assert worths == ([4500, 4000] if is_within else [5400, 4800])


@pytest.mark.django_db
def test_everything_that_merchants_read_says_the_same(order: Order) -> None:
    own = order.lines.get(position=1)
    seller = works_for(own.merchant)

    sold = read_sold_order(order, seller)
    part = own_part(order, [own])
    lines = OrderLine.objects.filter(pk=own.pk)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in exported(lines, seller)]

    assert (sold.goods.minor, sold.lines[0].total.minor) == (5400, 5400)
    assert (sold.earned.minor, sold.shipping.minor, sold.refunds.left.minor) == (5672, 272, 5672)
    assert (part.total.minor, part.lines[0].total.minor) == (5400, 5400)
    assert vars(seen_by(Order.objects.all(), seller).get())["shown_minor"] == 5400
    named = ("price each", "price of all", "discount", "tax on top", "total")
    assert [[row[name] for name in named] for row in rows] == [["25.00", "50.00", "5.00", "9.00", "54.00"]]


@pytest.mark.django_db
@pytest.mark.parametrize("is_within", [True, False])
def test_parts_of_an_order_are_what_its_invoices_come_to(order: Order, *, is_within: bool) -> None:
    total = F("lines_minor") + F("shipping_minor") - 500 + (0 if is_within else F("tax_minor") + 98)
    Order.objects.filter(pk=order.pk).update(
        prices_include_tax=is_within, shipping_tax_minor=98, tax_minor=F("tax_minor") + 98, total_minor=total
    )
    order.refresh_from_db()

    parts = parts_of(order)

    papers = [compose_invoice(order, details_of(line.merchant), NOW) for line in order.lines.all()]
    assert [part.total_minor for part in parts.values()] == [paper.total_minor for paper in papers]
    assert sum(part.total_minor for part in parts.values()) == order.total_minor


@given(
    worth=st.integers(0, 10**9),
    pieces=st.lists(st.integers(min_value=1, max_value=50), min_size=1, max_size=9),
)
def test_pieces_of_a_line_come_to_it_however_it_is_divided(worth: int, pieces: list[int]) -> None:
    parts = [
        worth_of_pieces(worth, sum(pieces), more, after=sum(pieces[:position]))
        for position, more in enumerate(pieces)
    ]

    assert sum(parts) == worth
    assert min(parts) >= 0
