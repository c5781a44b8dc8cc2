"""Keep here what was not sent yet and whose money goes back."""

from collections.abc import Collection, Sequence

from django.db.models import F

from orders.errors import StateConflict
from orders.models import Order, OrderLine
from orders.services.fulfilment.dispatching import keep_lines
from orders.services.refunds.lines import LineShare
from orders.states import FULFILMENT_MOVES, FulfilmentState, states_before


def withdraw(order: Order, shares: Sequence[LineShare], *, written_off: Collection[int]) -> None:
    """Let the pieces of a refund just written be sent no more; those of lines in `written_off` go off the stock.

    In the transaction that has locked the order, so that nothing of it is sent meanwhile. Where nothing is left to send
    of an order that was sent in part, it is sent.
    """
    kept = {share.line.pk: share.newly_withdrawn for share in shares if share.newly_withdrawn}
    if not kept:
        return
    lines = sorted((share.line for share in shares if share.line.pk in kept), key=lambda line: line.pk)
    for line in lines:
        left = F("quantity") - F("fulfilled_quantity") - kept[line.pk]
        rows = OrderLine.objects.filter(pk=line.pk, withdrawn_quantity__lte=left)
        if not rows.update(withdrawn_quantity=F("withdrawn_quantity") + kept[line.pk]):
            raise StateConflict(f"Of line {line.pk} there are not {kept[line.pk]} left to ship.")
    reference = f"order {order.number}, refund {order.refunds.count()}"
    keep_lines(lines, kept, written_off=written_off, reference=reference)
    if order.fulfilment_state == FulfilmentState.PARTLY_FULFILLED and not _has_more_to_ship(order):
        moving = states_before(FulfilmentState.FULFILLED, FULFILMENT_MOVES)
        moved = Order.objects.filter(pk=order.pk, fulfilment_state__in=moving)
        moved.update(fulfilment_state=FulfilmentState.FULFILLED)


def _has_more_to_ship(order: Order) -> bool:
    return OrderLine.objects.filter(order=order).to_ship().exists()
