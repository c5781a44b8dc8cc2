"""Parts of orders leave the house, once, out of the stock that was promised to them."""

from functools import partial
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Stock, StockEntry, StockLocation
from orders.errors import OrderNotFound, ShipmentRefused
from orders.models import Allocation, Fulfilment, Order, OrderLine
from orders.services.cancel_order import cancel_order
from orders.services.fulfilment.fulfil import fulfil
from orders.states import FulfilmentState, OrderEventKind
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, placed_order, sold_variant, stock_of
from tests.factories.selling import line_of, paid_order, works_for
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


def facts(order: Order) -> tuple[str, list[tuple[int, bool]]]:
    """The order's state, and of each line how many were shipped and whether it counts as shipped."""
    order.refresh_from_db()
    lines = order.lines.values_list("fulfilled_quantity", "shipped_at")
    return order.fulfilment_state, [(quantity, shipped is not None) for quantity, shipped in lines]


def ship(order: Order, actor: object, quantities: dict[int, int], **more: object) -> Fulfilment:
    return fulfil(order_id=order.public_id, actor=actor, quantities=quantities, now=NOW, **more)  # type: ignore[arg-type]  # each is named


def verify() -> None:
    call_command("verify_stock", stdout=StringIO())


def test_order_is_shipped_piece_by_piece() -> None:
    variant = sold_variant(on_hand=5)
    order = paid_order((variant, 3))
    seller, line = works_for(variant.merchant), line_of(order, variant)

    first = ship(order, seller, {line.pk: 1}, carrier="DHL", tracking_number="JD 1")
    assert (facts(order), stock_of(variant)) == ((FulfilmentState.PARTLY_FULFILLED, [(1, False)]), (4, 2))
    verify()
    second = ship(order, seller, {line.pk: 2})

    assert (facts(order), stock_of(variant)) == ((FulfilmentState.FULFILLED, [(3, True)]), (2, 0))
    assert [(each.number, each.created_by, each.merchant) for each in (first, second)] == [
        (1, seller, variant.merchant),
        (2, seller, variant.merchant),
    ]
    assert (first.carrier, first.tracking_number) == ("dhl", "JD 1")
    assert first.tracking_url.endswith("tracking-id=JD1")
    assert [line.quantity for each in (first, second) for line in each.lines.all()] == [1, 2]
    told = order.events.filter(kind=OrderEventKind.FULFILLED).values_list("user", "merchant", "data")
    assert list(told) == [
        (seller.pk, variant.merchant.pk, {"fulfilment": each.pk}) for each in (first, second)
    ]
    verify()


def test_each_shipment_stands_in_the_ledger() -> None:
    variant = sold_variant()
    order = paid_order((variant, 2))
    line = line_of(order, variant)

    for _ in range(2):
        ship(order, works_for(variant.merchant), {line.pk: 1})

    entries = StockEntry.objects.filter(stock__variant=variant, reason="dispatched").order_by("pk")
    assert list(entries.values_list("delta", "reference")) == [
        (-1, f"order {order.number}, shipment {number}") for number in (1, 2)
    ]


def test_parts_come_from_the_rows_that_they_were_promised() -> None:
    variant = sold_variant(on_hand=2)
    annexe = StockLocation.objects.create(merchant=variant.merchant, name="Annexe")
    Stock.objects.create(variant=variant, location=annexe, on_hand=3)
    order = paid_order((variant, 4))
    line, seller = line_of(order, variant), works_for(variant.merchant)

    ship(order, seller, {line.pk: 3})
    assert list(variant.stock.order_by("pk").values_list("on_hand", "allocated")) == [(0, 0), (2, 1)]
    verify()
    ship(order, seller, {line.pk: 1})

    assert list(variant.stock.order_by("pk").values_list("on_hand", "allocated")) == [(0, 0), (1, 0)]
    verify()


def test_parts_of_an_order_without_allocations_are_counted() -> None:
    variant = sold_variant(on_hand=4)
    order = paid_order((variant, 2))
    Allocation.objects.all().delete()
    line, seller = line_of(order, variant), works_for(variant.merchant)

    ship(order, seller, {line.pk: 1})
    verify()
    ship(order, seller, {line.pk: 1})

    assert stock_of(variant) == (2, 0)
    verify()


@pytest.mark.parametrize("quantity", [0, -1, 3])
def test_neither_nothing_nor_more_than_is_left_is_shipped(quantity: int) -> None:
    variant = sold_variant()
    order = paid_order((variant, 2))
    line = line_of(order, variant)

    with pytest.raises(ShipmentRefused) as refused:
        ship(order, works_for(variant.merchant), {line.pk: quantity})

    assert refused.value.line == line.pk
    assert (facts(order), stock_of(variant)) == ((FulfilmentState.UNFULFILLED, [(0, False)]), (5, 2))
    assert not Fulfilment.objects.exists()


def test_empty_shipments_are_refused() -> None:
    variant = sold_variant()
    order = paid_order((variant, 2))

    with pytest.raises(ShipmentRefused):
        ship(order, works_for(variant.merchant), {})

    assert not Fulfilment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"tracking_url": "javascript:alert(1)"}, "tracking_url"),
        ({"tracking_url": "https://["}, "tracking_url"),
        ({"tracking_url": "https:"}, "tracking_url"),
        ({"tracking_number": "1" * 61}, "tracking_number"),
        ({"tracking_number": "1\x002"}, "tracking_number"),
        ({"carrier": "x" * 41}, "carrier"),
    ],
)
def test_tracking_that_cannot_be_kept_is_refused(typed: dict[str, str], field: str) -> None:
    variant = sold_variant()
    order = paid_order((variant, 1))

    with pytest.raises(ShipmentRefused) as refused:
        ship(order, works_for(variant.merchant), {line_of(order, variant).pk: 1}, **typed)

    assert (refused.value.field, Fulfilment.objects.count()) == (field, 0)


def test_unpaid_and_cancelled_orders_are_not_shipped() -> None:
    variant = sold_variant()
    waiting, given_up = placed_order((variant, 1)), placed_order((variant, 1))
    cancel_order(order_id=given_up.public_id, now=NOW)

    for order in (waiting, given_up):
        with pytest.raises(ShipmentRefused):
            ship(order, works_for(variant.merchant), {line_of(order, variant).pk: 1})

    assert not Fulfilment.objects.exists()


def test_others_lines_do_not_exist() -> None:
    own, foreign = sold_variant(), sold_variant()
    order = paid_order((own, 1), (foreign, 1))
    other = paid_order((own, 1))

    for actor, wanted in (
        (works_for(own.merchant), {line_of(order, foreign).pk: 1}),
        (works_for(own.merchant), {line_of(order, own).pk: 1, line_of(order, foreign).pk: 1}),
        (works_for(own.merchant), {line_of(other, own).pk: 1}),
        (works_for(MerchantFactory.create()), {line_of(order, own).pk: 1}),
        (MerchantFactory.create(), {line_of(order, own).pk: 1}),
    ):
        with pytest.raises(OrderNotFound):
            ship(order, actor, wanted)

    assert not Fulfilment.objects.exists()


def test_shipment_holds_lines_of_one_merchant() -> None:
    order = paid_order((sold_variant(), 1), (sold_variant(), 1))

    with pytest.raises(ShipmentRefused):
        ship(order, UserFactory.create(is_superuser=True), {line.pk: 1 for line in order.lines.all()})

    assert not Fulfilment.objects.exists()


def test_program_ships_for_its_merchant() -> None:
    variant = sold_variant()
    order = paid_order((variant, 1))

    fulfilment = ship(order, variant.merchant, {line_of(order, variant).pk: 1})

    assert (fulfilment.created_by, fulfilment.merchant) == (None, variant.merchant)


def test_asking_twice_under_a_key_ships_once() -> None:
    variant = sold_variant()
    order = paid_order((variant, 2))
    seller, line, key = works_for(variant.merchant), line_of(order, variant), uuid4()

    asked = [ship(order, seller, {line.pk: 1}, fulfilment_key=key) for _ in range(2)]

    assert asked[0] == asked[1]
    assert (facts(order), stock_of(variant)) == ((FulfilmentState.PARTLY_FULFILLED, [(1, False)]), (4, 1))


def test_two_at_once_never_ship_twice() -> None:
    variant = sold_variant(on_hand=9)
    order = paid_order((variant, 3))
    line, seller = line_of(order, variant), works_for(variant.merchant)

    def shipped() -> bool:
        try:
            ship(order, seller, {line.pk: 2})
        except ShipmentRefused:
            return False
        return True

    assert sorted(side_by_side([shipped] * 6)) == [False] * 5 + [True]
    assert (facts(order), stock_of(variant)) == ((FulfilmentState.PARTLY_FULFILLED, [(2, False)]), (7, 1))


def test_one_key_at_once_is_one_shipment() -> None:
    variant = sold_variant(on_hand=9)
    order = paid_order((variant, 3))
    seller, line, key = works_for(variant.merchant), line_of(order, variant), uuid4()

    asked = side_by_side([partial(ship, order, seller, {line.pk: 1}, fulfilment_key=key)] * 6)

    assert (len(set(asked)), facts(order)[1], stock_of(variant)) == (1, [(1, False)], (8, 2))


def test_line_that_the_release_before_ships_is_shipped_as_a_whole() -> None:
    order = paid_order((sold_variant(), 3))

    OrderLine.objects.filter(order=order).update(shipped_at=NOW)

    assert facts(order)[1] == [(3, True)]


def test_line_shipped_in_part_is_not_shipped_once_more_as_a_whole() -> None:
    variant = sold_variant()
    order = paid_order((variant, 3))
    ship(order, works_for(variant.merchant), {line_of(order, variant).pk: 1})

    with pytest.raises(DatabaseError, match="shipped before"):
        OrderLine.objects.filter(order=order).update(shipped_at=NOW)

    assert facts(order)[1] == [(1, False)]


def test_shipping_asks_as_often_for_one_piece_as_for_many() -> None:
    counts = []
    for quantity in (1, 4):
        variant = sold_variant(on_hand=9)
        order = paid_order((variant, quantity))
        seller, line = works_for(variant.merchant), line_of(order, variant)
        with CaptureQueriesContext(connection) as captured:
            ship(order, seller, {line.pk: quantity})
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 25
