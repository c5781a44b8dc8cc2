"""Ring for papers that wait to be written or printed: lost bells, dead workers, details that came later."""

from datetime import datetime, timedelta

from django.db.models import F

from orders.jobs import ring_print_invoice, ring_write_invoices
from orders.models import Invoice, WantedInvoice

BATCH = 100
# What was written just now is being printed by whoever wrote it.
PRINTING = timedelta(minutes=2)


def sweep_invoices(*, now: datetime) -> int:
    """How many bells were rung. Twice or side by side it does no harm.

    Those that were tried before come last, so what cannot be written keeps no others waiting.
    """
    wanted = WantedInvoice.objects.filter(merchant__details__isnull=False)
    in_turn = wanted.order_by(F("tried_at").asc(nulls_first=True), "pk")
    orders = dict.fromkeys(in_turn.values_list("event__order", flat=True)[:BATCH])
    WantedInvoice.objects.filter(event__order__in=orders).update(tried_at=now)
    for order_id in orders:
        ring_write_invoices(order_id)
    unprinted = Invoice.objects.filter(file=None, issued_at__lte=now - PRINTING).order_by("pk")
    invoices = list(unprinted.values_list("pk", flat=True)[:BATCH])
    for invoice_id in invoices:
        ring_print_invoice(invoice_id)
    return len(orders) + len(invoices)
