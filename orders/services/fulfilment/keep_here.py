"""Let pieces of order lines be sent no more."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import F

from orders.errors import StateConflict
from orders.models import Order, OrderLine
from orders.services.fulfilment.dispatching import keep_lines
from orders.states import FULFILMENT_MOVES, FulfilmentState, states_before


def keep_here(
    order: Order,
    lines: Sequence[OrderLine],
    quantities: Mapping[int, int],
    *,
    written_off: Collection[int],
    reference: str,
) -> None:
    """Keep so many of these lines: order line -> pieces, at most what is left to ship. They can be sold again, but for those
    of the lines in `written_off`, which go off the stock under `reference` in the ledger.

    In the transaction that has locked the order, so that nothing of it is sent meanwhile. Where nothing is left to send
    of an order that was sent in part, it is sent.
    """
    kept = sorted((line for line in lines if quantities[line.pk]), key=lambda line: line.pk)
    for line in kept:
        left = F("quantity") - F("fulfilled_quantity") - quantities[line.pk]
        rows = OrderLine.objects.filter(pk=line.pk, withdrawn_quantity__lte=left)
        if not rows.update(withdrawn_quantity=F("withdrawn_quantity") + quantities[line.pk]):
            raise StateConflict(f"Of line {line.pk} there are not {quantities[line.pk]} left to ship.")
    keep_lines(kept, quantities, written_off=written_off, reference=reference)
    if order.fulfilment_state == FulfilmentState.PARTLY_FULFILLED and not _has_more_to_ship(order):
        moving = states_before(FulfilmentState.FULFILLED, FULFILMENT_MOVES)
        moved = Order.objects.filter(pk=order.pk, fulfilment_state__in=moving)
        moved.update(fulfilment_state=FulfilmentState.FULFILLED)


def _has_more_to_ship(order: Order) -> bool:
    return OrderLine.objects.filter(order=order).to_ship().exists()
