"""Mistakes with carts, prices and stock."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from accounts.prepared import Prepared
from catalog.models import Stock, Variant
from orders.errors import StockFault
from orders.gateways.contract import Gateway
from orders.models import MAX_QUANTITY, CartLine
from orders.pricing.bill import BilledLine
from orders.queries.placing import order_facts
from orders.queries.placing.goods import OrderedGoods
from orders.queries.placing.order_facts import OrderFacts
from orders.services import stock
from orders.services.placing import write_order as writing
from orders.services.placing.order_statement import TAKEN, TAKING_STOCK, order_text
from orders.services.placing.rows import Columns, Request, line_row
from orders.services.placing.write_order import Basis, Written
from orders.services.stock import Draw, Need
from orders.states import CartState

CANCELLING = "orders.services.cancel_order"
PLACING = "orders.services.place_order"
CARTS = "orders.services.carts.changing"
STOCK = "orders.services.stock"


def stock_is_read_then_written(patch: pytest.MonkeyPatch) -> None:
    """What somebody else was promised in between is forgotten, where an order takes its turn."""

    def promise(wanted: Mapping[int, int]) -> set[int]:
        rows = {row.pk: row for row in Stock.objects.filter(pk__in=wanted)}
        promised = {pk for pk, quantity in wanted.items() if rows[pk].available >= quantity}
        for pk in promised:
            Stock.objects.filter(pk=pk).update(allocated=rows[pk].allocated + wanted[pk])
        return promised

    patch.setattr(f"{STOCK}._promise", promise)
    patch.setattr(f"{PLACING}.sole_draws", lambda needs: None)


def _at_once_without(patch: pytest.MonkeyPatch, condition: str, instead: str) -> None:
    """The statement that orders at once, without something that it makes sure of."""
    text = order_text(TAKING_STOCK, TAKEN)
    assert text.count(condition) == 1
    mistaken = Prepared("orders_order_at_once_mistaken", lambda: text.replace(condition, instead))
    patch.setattr("orders.services.placing.insert_order._INSERT_AT_ONCE", mistaken)


def stock_is_not_looked_at_again(patch: pytest.MonkeyPatch) -> None:
    """There was enough when the cart was read."""
    _at_once_without(patch, "SELECT stock.on_hand >= stock.allocated + wanted.quantity", "SELECT true")


def enough_of_one_thing_will_do(patch: pytest.MonkeyPatch) -> None:
    """Where several things are ordered, and there is too little of one, the rest is taken and kept."""
    _at_once_without(
        patch,
        "(SELECT count(*) FROM locked WHERE suffices) = cardinality($13::bigint[])",
        "stock.on_hand >= stock.allocated + wanted.quantity",
    )


def cancelling_keeps_stock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{CANCELLING}.release", lambda draws: None)


def cancelling_gives_back_twice(patch: pytest.MonkeyPatch) -> None:
    """What others were promised is taken from them, where there is as much."""

    def release(draws: Sequence[Draw]) -> None:
        stock.release(draws)
        with suppress(StockFault):
            stock.release(draws)

    patch.setattr(f"{CANCELLING}.release", release)


def cancelling_gives_back_at_one_place(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{CANCELLING}.release", lambda draws: stock.release(draws[:1]))


def second_place_is_not_written_down(patch: pytest.MonkeyPatch) -> None:
    write_order = writing.write_order

    def write(basis: Basis, request: Request, *, gateway: Gateway, now: datetime) -> Written:
        short = replace(basis, draws=[draws[:1] for draws in basis.draws])
        return write_order(short, request, gateway=gateway, now=now)

    patch.setattr(f"{PLACING}.write_order", write)


def second_place_is_overlooked(patch: pytest.MonkeyPatch) -> None:
    """An order is refused although what it wants lies at another place."""
    share_out = stock._shared_out

    def share_out_one(needs: Iterable[Need], left: Mapping[int, int]) -> list[list[Draw]]:
        return share_out([replace(need, stock_ids=need.stock_ids[:1]) for need in needs], left)

    patch.setattr(f"{STOCK}._shared_out", share_out_one)


def cart_takes_what_is_not_there(patch: pytest.MonkeyPatch) -> None:
    def as_many_as_wanted(wanted: int, *, available: int) -> int:
        return min(wanted, MAX_QUANTITY)

    patch.setattr("orders.services.carts.add_to_cart.as_many_as_there_are", as_many_as_wanted)


def price_is_the_clients(patch: pytest.MonkeyPatch) -> None:
    """The total that the browser sends is not compared."""
    patch.setattr(f"{PLACING}._require_expected", lambda price, expected: None)


def line_costs_what_it_cost_once(patch: pytest.MonkeyPatch) -> None:
    """The copy in the order has the price that the cart was shown at first."""

    def copy(position: int, goods: OrderedGoods, billed: BilledLine) -> Columns:
        line = replace(goods.line, price=goods.line.seen_price)
        return line_row(position, replace(goods, line=line), billed)

    patch.setattr("orders.services.placing.write_order.line_row", copy)


def cart_stays_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{CARTS}.CartState", SimpleNamespace(ORDERED=CartState.OPEN))


def unoffered_is_sold(patch: pytest.MonkeyPatch) -> None:
    """Whatever lies in a cart can be bought, offered or not."""

    def read_all(token: UUID | None, country: str, *, now: datetime) -> OrderFacts | None:
        lines = CartLine.objects.filter(cart__token=token) if token else CartLine.objects.none()
        Variant.objects.filter(pk__in=lines.values("variant")).update(is_active=True)
        return order_facts.read_facts(token, country, now=now)

    patch.setattr(f"{PLACING}.read_facts", read_all)


MUTANTS = (
    stock_is_read_then_written,
    stock_is_not_looked_at_again,
    enough_of_one_thing_will_do,
    cancelling_keeps_stock,
    cancelling_gives_back_twice,
    cancelling_gives_back_at_one_place,
    second_place_is_not_written_down,
    second_place_is_overlooked,
    cart_takes_what_is_not_there,
    price_is_the_clients,
    line_costs_what_it_cost_once,
    cart_stays_open,
    unoffered_is_sold,
)
