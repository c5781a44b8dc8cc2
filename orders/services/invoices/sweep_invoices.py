"""Ring for papers that wait to be written or printed: lost bells, dead workers, details that came later."""

from datetime import datetime, timedelta

from orders.jobs import ring_print_invoice, ring_write_invoices
from orders.models import Invoice, WantedInvoice

BATCH = 100
# What was written just now is being printed by whoever wrote it.
PRINTING = timedelta(minutes=2)


def sweep_invoices(*, now: datetime) -> int:
    """How many bells were rung. Twice or side by side it does no harm."""
    wanted = WantedInvoice.objects.filter(merchant__details__isnull=False).order_by("pk")
    orders = dict.fromkeys(wanted.values_list("event__order", flat=True)[:BATCH])
    for order_id in orders:
        ring_write_invoices(order_id)
    unprinted = Invoice.objects.filter(file=None, issued_at__lte=now - PRINTING).order_by("pk")
    invoices = list(unprinted.values_list("pk", flat=True)[:BATCH])
    for invoice_id in invoices:
        ring_print_invoice(invoice_id)
    return len(orders) + len(invoices)
