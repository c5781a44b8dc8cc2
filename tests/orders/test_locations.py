"""Orders that draw on several locations."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from catalog.models import Stock, StockLocation, Variant
from orders.errors import OutOfStock
from orders.gateways.local import notice_of
from orders.models import Allocation, Order
from orders.queries.carts.cart import read_cart
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.place_order import TIME_TO_PAY
from orders.services.ship_lines import ship_lines
from orders.states import PaymentEventKind
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, filled_cart, payment_of, place, placed_order, sold_variant
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db


def spread_variant(*on_hand: int) -> Variant:
    """A variant with stock at as many locations."""
    first, *others = on_hand
    variant = sold_variant(on_hand=first)
    for number, quantity in enumerate(others):
        location = StockLocation.objects.create(merchant=variant.merchant, name=f"Annexe {number}")
        Stock.objects.create(variant=variant, location=location, on_hand=quantity)
    return variant


def stock_rows(variant: Variant) -> list[tuple[int, int]]:
    return list(variant.stock.order_by("pk").values_list("on_hand", "allocated"))


def verify() -> None:
    call_command("verify_stock", stdout=StringIO())


def pay(order: Order) -> None:
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)


def refused_or_placed(action: Callable[[], object]) -> str:
    try:
        return type(action()).__name__
    except OutOfStock:
        return "OutOfStock"


def test_available_is_what_lies_at_all_locations() -> None:
    variant = spread_variant(2, 3)

    assert read_cart(filled_cart((variant, 4))).lines[0].available == 5


def test_line_draws_on_several_locations_in_their_order() -> None:
    variant = spread_variant(2, 3)

    order = placed_order((variant, 4))

    assert stock_rows(variant) == [(2, 2), (3, 2)]
    drawn = Allocation.objects.filter(line__order=order).order_by("stock")
    assert list(drawn.values_list("quantity", flat=True)) == [2, 2]
    verify()


def test_cancelled_order_gives_back_where_it_took() -> None:
    variant = spread_variant(2, 3)
    order = placed_order((variant, 4))

    cancel_order(order_id=order.public_id, now=NOW)

    assert stock_rows(variant) == [(2, 0), (3, 0)]
    verify()


def test_shipped_order_takes_from_where_it_was_promised() -> None:
    variant = spread_variant(2, 3)
    order = placed_order((variant, 4))
    pay(order)

    ship_lines(order_id=order.public_id, actor=UserFactory.create(is_superuser=True), now=NOW)

    assert stock_rows(variant) == [(0, 0), (1, 0)]
    last = [stock.entries.first() for stock in variant.stock.order_by("pk")]
    assert [(entry.delta, entry.reason, entry.reference) for entry in last if entry] == [
        (-2, "dispatched", f"order {order.number}, shipment 1")
    ] * 2
    verify()


def test_revived_order_takes_from_wherever_there_is_some_now() -> None:
    variant = spread_variant(4, 4)
    order = placed_order((variant, 4))
    expire_unpaid_orders(now=NOW + TIME_TO_PAY)
    placed_order((variant, 3))

    pay(order)

    assert stock_rows(variant) == [(4, 4), (4, 3)]
    verify()


def test_order_of_a_release_without_allocations_is_released_and_shipped() -> None:
    variant = spread_variant(4, 4)
    order, given_up = placed_order((variant, 1)), placed_order((variant, 2))
    Allocation.objects.all().delete()
    verify()

    cancel_order(order_id=given_up.public_id, now=NOW)
    pay(order)
    ship_lines(order_id=order.public_id, actor=UserFactory.create(is_superuser=True), now=NOW)

    assert stock_rows(variant) == [(3, 0), (4, 0)]
    verify()


def test_verify_stock_names_what_drifted() -> None:
    variant = spread_variant(2, 3)
    Stock.objects.filter(variant=variant, on_hand=2).update(allocated=F("allocated") + 1)
    said = StringIO()

    with pytest.raises(CommandError, match="1 stock rows differ"):
        call_command("verify_stock", stdout=said)

    stock_id = variant.stock.order_by("pk")[0].pk
    assert said.getvalue() == f"stock {stock_id}: 2 on hand, 2 booked; 1 allocated, 0 promised\n"


@pytest.mark.parametrize(("on_hand", "queries"), [((9,), 1), ((5, 5), 2)])
def test_second_location_costs_one_look_at_the_rows(on_hand: tuple[int, ...], queries: int) -> None:
    token = filled_cart((spread_variant(*on_hand), 2))

    with CaptureQueriesContext(connection) as captured:
        place(token)

    looked = [
        query for query in captured if 'FROM "catalog_stock"' in query["sql"] and "NO KEY" in query["sql"]
    ]
    promised = [
        query
        for query in captured
        if query["sql"].startswith(("EXECUTE orders_promise", "EXECUTE orders_order_at_once"))
    ]
    assert len(looked) + len(promised) == queries


@pytest.mark.django_db(transaction=True)
def test_crowd_buys_exactly_what_lies_at_all_locations() -> None:
    variant = spread_variant(2, 2, 1)
    tokens = [filled_cart((variant, 1)) for _ in range(8)]

    results = side_by_side([partial(refused_or_placed, partial(place, token)) for token in tokens])

    assert Counter(results) == {"PlacedOrder": 5, "OutOfStock": 3}
    assert stock_rows(variant) == [(2, 2), (2, 2), (1, 1)]
    verify()


@pytest.mark.django_db(transaction=True)
def test_crossing_carts_over_several_locations_never_wait_for_each_other() -> None:
    one, other = spread_variant(2, 50), spread_variant(3, 50)
    for _ in range(5):
        tokens = [filled_cart((one, 2), (other, 3)), filled_cart((other, 2), (one, 3))]

        results = side_by_side([partial(refused_or_placed, partial(place, token)) for token in tokens])

        assert results == ["PlacedOrder"] * 2
    assert (stock_rows(one), stock_rows(other)) == ([(2, 2), (50, 23)], [(3, 3), (50, 22)])
    verify()
