"""Keep here what was not sent yet and whose money goes back."""

from collections.abc import Collection, Sequence

from orders.models import Order
from orders.services.fulfilment.keep_here import keep_here
from orders.services.refunds.lines import LineShare


def withdraw(order: Order, shares: Sequence[LineShare], *, written_off: Collection[int]) -> None:
    """Let the pieces of a refund just written be sent no more; those of lines in `written_off` go off the stock.

    In the transaction that has locked the order, so that nothing of it is sent meanwhile.
    """
    kept = {share.line.pk: share.newly_withdrawn for share in shares if share.newly_withdrawn}
    if kept:
        lines = [share.line for share in shares if share.line.pk in kept]
        reference = f"order {order.number}, refund {order.refunds.count()}"
        keep_here(order, lines, kept, written_off=written_off, reference=reference)
