"""Which happenings ask for an invoice."""

from orders.jobs import ring_write_invoices
from orders.models import OrderEvent, OrderLine, WantedInvoice
from orders.states import OrderEventKind

ASKING = frozenset({OrderEventKind.PAID})


def want_invoices(event: OrderEvent) -> None:
    """Write down, in the event's own transaction, that each merchant of the order owes its buyer an invoice.

    They are written in transactions of their own, because numbers without gaps are given out one at a time, and
    nobody who pays should wait for that.
    """
    if event.kind not in ASKING:
        return
    merchants = sorted(set(OrderLine.objects.filter(order=event.order_id).values_list("merchant", flat=True)))
    WantedInvoice.objects.bulk_create(WantedInvoice(event=event, merchant_id=one) for one in merchants)
    ring_write_invoices(event.order_id)
