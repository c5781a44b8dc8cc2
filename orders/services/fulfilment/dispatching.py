"""Let parts of order lines leave the house, out of the stock rows that they were promised, or keep them here."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import F

from catalog.models import Stock
from catalog.services.booking import booked_as
from catalog.states import StockReason
from orders.errors import StockFault
from orders.models import Allocation, OrderLine
from orders.services.stock import Draw, dispatch, draws_of, release


def dispatch_lines(lines: Sequence[OrderLine], quantities: Mapping[int, int], *, reference: str) -> None:
    """Take these quantities off the stock: order line -> pieces, at most what is left of it. `reference` is the ledger's.

    Inside a transaction that holds the lock of the order. StockFault when they were never promised.
    """
    draws = _draws(lines, quantities)
    with booked_as(StockReason.DISPATCHED, reference=reference):
        dispatch(draws)


def keep_lines(
    lines: Sequence[OrderLine],
    quantities: Mapping[int, int],
    *,
    written_off: Collection[int],
    reference: str,
) -> None:
    """Take back the promise of these quantities: order line -> pieces, at most what is left of it.

    They can be sold again, but for those of the lines in `written_off` (primary keys): they go off the stock, under
    `reference` in the ledger. Inside a transaction that holds the lock of the order. StockFault when they were never
    promised.
    """
    lost = [line for line in lines if line.pk in written_off]
    kept = [line for line in lines if line.pk not in written_off]
    if lost and kept:
        # Two statements, each in the order of its own rows.
        lock_stock_of(lines)
    release(_draws(kept, quantities))
    if lost:
        with booked_as(StockReason.CORRECTION, reference=reference):
            dispatch(_draws(lost, quantities))


def lock_stock_of(lines: Sequence[OrderLine]) -> None:
    """Take the stock rows of these lines by primary key, before shipments of several merchants take theirs one by one."""
    stock_ids = {draw.stock_id for draw in draws_of(lines)}
    list(Stock.objects.filter(pk__in=stock_ids).order_by("pk").select_for_update(no_key=True))


def _draws(lines: Sequence[OrderLine], quantities: Mapping[int, int]) -> list[Draw]:
    allocations = _allocations_of(lines)
    return [draw for line in lines for draw in _drawn(line, allocations[line.pk], quantities[line.pk])]


def _allocations_of(lines: Sequence[OrderLine]) -> dict[int, list[Allocation]]:
    """By order line, in the order of the stock rows."""
    found: dict[int, list[Allocation]] = {line.pk: [] for line in lines}
    for allocation in Allocation.objects.filter(line__in=lines).order_by("stock"):
        found[allocation.line_id].append(allocation)
    for line in lines:
        found[line.pk] = found[line.pk] or _written_down(line)
    return found


def _written_down(line: OrderLine) -> list[Allocation]:
    """Where a line comes from whose release wrote nothing down: what is shipped in parts needs to be counted."""
    return Allocation.objects.bulk_create(
        Allocation(line=line, stock_id=draw.stock_id, quantity=draw.quantity, dispatched=0)
        for draw in draws_of([line])
    )


def _drawn(line: OrderLine, allocations: Iterable[Allocation], quantity: int) -> list[Draw]:
    """The quantity from the allocations in their order, each counted as done with."""
    draws = []
    for allocation in allocations:
        taken = min(quantity, allocation.quantity - allocation.dispatched)
        if taken:
            Allocation.objects.filter(pk=allocation.pk).update(dispatched=F("dispatched") + taken)
            draws.append(Draw(allocation.stock_id, taken))
            quantity -= taken
    if quantity:
        raise StockFault(f"Of order line {line.pk} {quantity} more are taken than were promised to it.")
    return draws
