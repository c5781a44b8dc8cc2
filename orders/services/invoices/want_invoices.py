"""Which happenings ask for an invoice or a credit note."""

from orders.models import OrderEvent, Refund, WantedInvoice
from orders.queries.merchants import merchants_of
from orders.states import REASONS_BESIDE_THE_ORDER, OrderEventKind, OrderState, PaymentState

# Money came: what is only authorised is on no invoice.
ASKING_FOR_INVOICES = (OrderEventKind.PAID, OrderEventKind.PAYMENT_CAPTURED)


def want_invoices(event: OrderEvent) -> bool:
    """Write down, in the event's own transaction, which merchants owe the buyer a paper: all whose part it concerns.

    They are written in transactions of their own, because numbers without gaps are given out one at a time, and
    nobody who pays should wait for that. Whether any is owed: whoever calls rings for them.
    """
    if not _asks(event):
        return False
    merchants = merchants_of(event.order_id)
    if event.merchant_id is not None:
        merchants = [one for one in merchants if one == event.merchant_id]
    WantedInvoice.objects.bulk_create(WantedInvoice(event=event, merchant_id=one) for one in merchants)
    return True


def _asks(event: OrderEvent) -> bool:
    if event.kind in ASKING_FOR_INVOICES:
        return True
    if event.kind != OrderEventKind.REFUNDED:
        return False
    # Money that never paid for the order is on no invoice, so nothing is taken back from one.
    refunds = Refund.objects.filter(pk=event.data.get("refund"))
    # Of an authorisation that was let go nothing was charged, and what was charged otherwise than it should have been has
    # gone back: no invoice is written that could be corrected.
    refunds = refunds.exclude(is_released=True, payment__received_minor=0)
    refunds = refunds.exclude(is_released=True, payment__state=PaymentState.RETURNED)
    # Of an order that was cancelled before its money came there is no invoice, and never will be.
    asked = OrderEvent.objects.filter(order=event.order_id, kind__in=ASKING_FOR_INVOICES)
    if not asked.exists():
        refunds = refunds.exclude(order__order_state=OrderState.CANCELLED)
    return refunds.exclude(reason__in=REASONS_BESIDE_THE_ORDER).exists()
