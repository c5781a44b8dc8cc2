"""Move stock for orders. Rows are taken in primary-key order, so that two orders never wait for each other.

Each move is one UPDATE that asks for what it needs; the number of rows says whether it was there. Call
inside a transaction: a refusal leaves earlier rows changed until the transaction is rolled back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from catalog.models import Stock
from orders.errors import OutOfStock, StockFault
from orders.models import OrderLine


@dataclass(frozen=True)
class Need:
    """So many of one stock row. `stock_id` is None for a variant that never had stock."""

    stock_id: int | None
    quantity: int
    name: str


def needs_of(lines: Iterable[OrderLine]) -> list[Need]:
    """What these lines of placed orders draw on."""
    wanted = list(lines)
    variants = {line.variant_id for line in wanted}
    stocks = dict(Stock.objects.filter(variant__in=variants).values_list("variant_id", "pk"))
    return [Need(stocks.get(line.variant_id), line.quantity, line.name) for line in wanted]


def allocate(needs: Iterable[Need]) -> None:
    """Promise stock to an order. OutOfStock names everything of which there is too little."""
    wanted = list(needs)
    missing: set[int | None] = {need.stock_id for need in wanted if need.stock_id is None}
    for stock_id, quantity in _summed(wanted):
        rows = Stock.objects.filter(pk=stock_id, on_hand__gte=F("allocated") + quantity)
        if not rows.update(allocated=F("allocated") + quantity):
            missing.add(stock_id)
    if missing:
        raise OutOfStock([need.name for need in wanted if need.stock_id in missing])


def release(needs: Iterable[Need]) -> None:
    """Take back what an order was promised. StockFault when it was never promised."""
    for stock_id, quantity in _summed(needs):
        rows = Stock.objects.filter(pk=stock_id, allocated__gte=quantity)
        if not rows.update(allocated=F("allocated") - quantity):
            raise StockFault(f"Stock {stock_id} has not {quantity} allocated to release.")


def dispatch(needs: Iterable[Need]) -> None:
    """Let what an order was promised leave the house. StockFault when it was never promised."""
    for stock_id, quantity in _summed(needs):
        rows = Stock.objects.filter(pk=stock_id, allocated__gte=quantity, on_hand__gte=quantity)
        moved = rows.update(allocated=F("allocated") - quantity, on_hand=F("on_hand") - quantity)
        if not moved:
            raise StockFault(f"Stock {stock_id} has not {quantity} allocated to dispatch.")


def _summed(needs: Iterable[Need]) -> list[tuple[int, int]]:
    """(stock row, total quantity), by primary key."""
    quantities: Counter[int] = Counter()
    for need in needs:
        if need.stock_id is not None:
            quantities[need.stock_id] += need.quantity
    return sorted(quantities.items())
