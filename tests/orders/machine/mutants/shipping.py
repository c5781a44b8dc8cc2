"""Mistakes with what leaves the house."""

from collections.abc import Iterable, Sequence

import pgtrigger
import pytest
from django.db.models import F, QuerySet

from catalog.models import Stock
from orders.models import Allocation, OrderLine
from orders.queries.selling.merchant_lines import Seller
from orders.services import stock
from orders.services.stock import Draw
from orders.states import OrderState

DISPATCHING = "orders.services.fulfilment.dispatching"
SHIPPING = "orders.services.fulfilment.fulfil"


def unpaid_orders_are_shipped(patch: pytest.MonkeyPatch) -> None:
    class States:
        CONFIRMED = OrderState.PLACED

    patch.setattr(f"{SHIPPING}.OrderState", States)


def shipping_keeps_stock_on_hand(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{DISPATCHING}.dispatch", stock.release)


def shipping_keeps_no_ledger(patch: pytest.MonkeyPatch) -> None:
    def dispatch(draws: Sequence[Draw]) -> None:
        with pgtrigger.ignore("catalog.Stock:keep_ledger"):
            stock.dispatch(draws)

    patch.setattr(f"{DISPATCHING}.dispatch", dispatch)


def shipping_takes_too_much(patch: pytest.MonkeyPatch) -> None:
    """One piece more than was sold leaves the books, if there is one."""

    def dispatch(draws: Sequence[Draw]) -> None:
        stock.dispatch(draws)
        Stock.objects.filter(pk=draws[0].stock_id, on_hand__gt=F("allocated")).update(
            on_hand=F("on_hand") - 1
        )

    patch.setattr(f"{DISPATCHING}.dispatch", dispatch)


def one_merchant_ships_for_all(patch: pytest.MonkeyPatch) -> None:
    def all_lines(seller: Seller) -> QuerySet[OrderLine]:
        return OrderLine.objects.all()

    patch.setattr("orders.services.ship_lines.lines_of", all_lines)
    patch.setattr("orders.services.fulfilment.own_part.lines_of", all_lines)
    patch.setattr(
        f"{SHIPPING}._shippable", lambda order, actor, quantities: list(order.lines.filter(pk__in=quantities))
    )


def parts_of_shipments_are_not_counted(patch: pytest.MonkeyPatch) -> None:
    """What has left in parts is still promised where it lay."""

    def draw(line: OrderLine, allocations: Iterable[Allocation], quantity: int) -> list[Draw]:
        return [Draw(next(iter(allocations)).stock_id, quantity)]

    patch.setattr(f"{DISPATCHING}._drawn", draw)


MUTANTS = (
    unpaid_orders_are_shipped,
    shipping_keeps_stock_on_hand,
    shipping_keeps_no_ledger,
    shipping_takes_too_much,
    one_merchant_ships_for_all,
    parts_of_shipments_are_not_counted,
)
