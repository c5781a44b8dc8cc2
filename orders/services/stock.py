"""Move stock for orders. Rows are taken in primary-key order, so that two orders never wait for each other.

Each move is one UPDATE that asks for what it needs; the rows that it changed say whether it was there. Call
inside a transaction: a refusal leaves earlier rows changed until the transaction is rolled back.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.prepared import Prepared, execute
from catalog.models import Stock
from catalog.services.rush.waits import note_waits
from orders.errors import OutOfStock, StockFault
from orders.models import Allocation, OrderLine

# A promise takes a millisecond; who needs so much longer has waited for the end of somebody else's order.
LONG_WAIT_SECONDS = 0.02


@dataclass(frozen=True)
class Need:
    """So many of what lies in these stock rows, by primary key; in none, if the variant never had stock.

    bucket_ids: those of them that sell in a rush and held as much when they were read.
    """

    stock_ids: tuple[int, ...]
    quantity: int
    name: str
    bucket_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Draw:
    """So many out of one stock row."""

    stock_id: int
    quantity: int


def needs_of(lines: Sequence[OrderLine]) -> list[Need]:
    """What these lines of orders ask for, wherever it lies now."""
    places: dict[int, list[Stock]] = {}
    for row in Stock.objects.filter(variant__in={line.variant_id for line in lines}).order_by("pk"):
        places.setdefault(row.variant_id, []).append(row)
    return [_need_of(line, places.get(line.variant_id, ())) for line in lines]


def draws_of(lines: Iterable[OrderLine]) -> list[Draw]:
    """What these lines of placed orders were promised and has not left."""
    placed = list(lines)
    rows = Allocation.objects.filter(line__in=placed).annotate(kept=F("quantity") - F("dispatched"))
    written = list(rows.values_list("line_id", "stock_id", "kept"))
    known = {line_id for line_id, _, _ in written}
    # A release that knew one row a variant wrote nothing down; it drew on the oldest.
    older = [line for line in placed if line.pk not in known]
    oldest = [
        Draw(need.stock_ids[0], need.quantity)
        for need in (needs_of(older) if older else [])
        if need.stock_ids
    ]
    return [*(Draw(stock_id, kept) for _, stock_id, kept in written if kept), *oldest]


def allocate(needs: Sequence[Need]) -> list[list[Draw]]:
    """Promise stock to an order and tell where each need was met. OutOfStock names everything of which there is too little,
    and whether whoever looks again may find it.

    A need is met from its rows in their order. Where there is a choice, the rows are locked before anything is shared out,
    but for what sells in a rush: that is taken from one of its buckets by chance, as long as one holds enough.
    """
    if any(need.bucket_ids for need in needs):
        taken = _taken_by_chance(needs)
        if taken is not None:
            return taken
    if any(len(need.stock_ids) > 1 for need in needs):
        shares = _shared_out(needs, _left_in(needs))
    else:
        shares = [[Draw(stock_id, need.quantity) for stock_id in need.stock_ids] for need in needs]
    wanted = dict(summed(shares))
    empty = wanted.keys() - _promise(wanted)
    short = [
        need
        for need, draws in zip(needs, shares, strict=True)
        if sum(draw.quantity for draw in draws) < need.quantity
        or any(draw.stock_id in empty for draw in draws)
    ]
    if short:
        raise OutOfStock([need.name for need in short], is_beside=_lies_beside(short))
    return shares


def sole_draws(needs: Sequence[Need]) -> list[list[Draw]] | None:
    """Where an order would be met from if each need has one row to be met from, or sells in a rush and so is taken from
    one by chance; None when something has to be shared out, or has no stock at all. Nothing is promised."""
    choices = [need.bucket_ids or need.stock_ids for need in needs]
    if any(
        not rows or (len(rows) > 1 and not need.bucket_ids) for need, rows in zip(needs, choices, strict=True)
    ):
        return None
    return [
        [Draw(random.choice(rows), need.quantity)]  # noqa: S311  # no secret
        for need, rows in zip(needs, choices, strict=True)
    ]


def note_waiting(draws: Iterable[Iterable[Draw]], seconds: float) -> None:
    """Tell, after the commit, that promising these took so long, if it was long enough to have waited for another order."""
    if seconds >= LONG_WAIT_SECONDS:
        _tell_of_waiting([stock_id for stock_id, _ in summed(draws)])


def write_allocations(lines: Sequence[OrderLine], shares: Sequence[Sequence[Draw]]) -> None:
    """Write down where the stock of each line comes from."""
    Allocation.objects.bulk_create(
        [
            Allocation(line=line, stock_id=draw.stock_id, quantity=draw.quantity)
            for line, draws in zip(lines, shares, strict=True)
            for draw in draws
        ],
    )


def allocate_again(lines: Sequence[OrderLine]) -> None:
    """Promise stock to a cancelled order once more, wherever it lies now. OutOfStock."""
    try:
        with transaction.atomic():
            shares = allocate(needs_of(lines))
    except OutOfStock as error:
        if not error.is_beside:
            raise
        shares = allocate(needs_of(lines))
    Allocation.objects.filter(line__in=lines).delete()
    write_allocations(lines, shares)


def release(draws: Sequence[Draw]) -> None:
    """Take back what an order was promised. StockFault when it was never promised."""
    for stock_id, quantity in summed([draws]):
        rows = Stock.objects.filter(pk=stock_id, allocated__gte=quantity)
        if not rows.update(allocated=F("allocated") - quantity):
            raise StockFault(f"Stock {stock_id} has not {quantity} allocated to release.")


def dispatch(draws: Sequence[Draw]) -> None:
    """Let what an order was promised leave the house. StockFault when it was never promised."""
    for stock_id, quantity in summed([draws]):
        rows = Stock.objects.filter(pk=stock_id, allocated__gte=quantity, on_hand__gte=quantity)
        moved = rows.update(allocated=F("allocated") - quantity, on_hand=F("on_hand") - quantity)
        if not moved:
            raise StockFault(f"Stock {stock_id} has not {quantity} allocated to dispatch.")


def _need_of(line: OrderLine, rows: Iterable[Stock]) -> Need:
    lying = list(rows)
    return Need(
        stock_ids=tuple(row.pk for row in lying),
        quantity=line.quantity,
        name=line.name,
        bucket_ids=tuple(row.pk for row in lying if row.bucket and row.available >= line.quantity),
    )


def _taken_by_chance(needs: Sequence[Need]) -> list[list[Draw]] | None:
    """Each need as a whole from one row, without locking any other; None, and nothing is locked, if one has too little."""
    shares = [
        [Draw(random.choice(need.bucket_ids or need.stock_ids[:1]), need.quantity)]  # noqa: S311  # no secret
        for need in needs
        if need.stock_ids
    ]
    if len(shares) < len(needs):
        return None
    # A row that had too little stays locked until the savepoint is given up, and would be waited for out of order.
    savepoint = transaction.savepoint()
    wanted = dict(summed(shares))
    if _promise(wanted) == wanted.keys():
        transaction.savepoint_commit(savepoint)
        return shares
    transaction.savepoint_rollback(savepoint)
    return None


def _promise(wanted: Mapping[int, int]) -> set[int]:
    """Promise so many of each of these rows, which are in primary-key order, in one trip; the rows that had as many."""
    if not wanted:
        return set()
    started = monotonic()
    answers = execute(*((_PROMISE, [stock_id, quantity]) for stock_id, quantity in wanted.items()))
    promised = {stock_id for rows in answers for (stock_id,) in rows}
    if promised and monotonic() - started >= LONG_WAIT_SECONDS:
        _tell_of_waiting(promised)
    return promised


def _tell_of_waiting(stock_ids: Collection[int]) -> None:
    """Which of an order's rows somebody else was at is not known, so that it counts for each of them."""
    transaction.on_commit(lambda: note_waits(list(stock_ids), now=timezone.now()), robust=True)


# One statement a row: the rows are met in their order, and PostgreSQL, which would plan anew for each list of them, plans
# this once.
_PROMISE = Prepared(
    "orders_promise",
    lambda: (
        """
    UPDATE catalog_stock SET allocated = allocated + $2
    WHERE id = $1 AND on_hand >= allocated + $2
    RETURNING id
    """
    ),
)


def _left_in(needs: Iterable[Need]) -> dict[int, int]:
    """What is left in each row that could be drawn on; the rows are locked, by primary key."""
    stock_ids = {stock_id for need in needs for stock_id in need.stock_ids}
    rows = Stock.objects.filter(pk__in=stock_ids).order_by("pk").select_for_update(no_key=True)
    return {stock.pk: stock.available for stock in rows}


def _lies_beside(needs: Iterable[Need]) -> bool:
    """Whether something is free in rows that were not there when these were read: what sells in a rush is spread over
    buckets while others wait for the one row that there was."""
    known = {stock_id for need in needs for stock_id in need.stock_ids}
    variants = Stock.objects.filter(pk__in=known).values("variant")
    others = Stock.objects.filter(variant__in=variants).exclude(pk__in=known)
    return others.filter(on_hand__gt=F("allocated")).exists()


def _shared_out(needs: Iterable[Need], left: Mapping[int, int]) -> list[list[Draw]]:
    """Each need met from its rows in their order, as far as they go."""
    remaining = dict(left)
    shares = []
    for need in needs:
        draws = []
        open_quantity = need.quantity
        for stock_id in need.stock_ids:
            taken = min(open_quantity, remaining.get(stock_id, 0))
            if taken:
                draws.append(Draw(stock_id, taken))
                remaining[stock_id] -= taken
                open_quantity -= taken
        shares.append(draws)
    return shares


def summed(shares: Iterable[Iterable[Draw]]) -> list[tuple[int, int]]:
    """(stock row, total quantity), by primary key."""
    quantities: Counter[int] = Counter()
    for draws in shares:
        for draw in draws:
            quantities[draw.stock_id] += draw.quantity
    return sorted(quantities.items())
