"""Ring for papers that wait to be written or printed: lost bells, dead workers, details that came later."""

from datetime import datetime, timedelta

from django.db.models import F

from orders.jobs import ring_print_invoice, ring_write_invoices
from orders.models import Invoice, PrintTry, WantedInvoice

BATCH = 100
# Of the invoices, by their primary key: so many are looked at each time.
NEWEST = 500
# What was written just now is being printed by whoever wrote it.
PRINTING = timedelta(minutes=2)


def sweep_invoices(*, now: datetime) -> int:
    """How many bells were rung. Twice or side by side it does no harm.

    Those that were tried before come last, so what cannot be written or printed keeps no others waiting.
    """
    wanted = WantedInvoice.objects.filter(merchant__details__isnull=False)
    in_turn = wanted.order_by(F("tried_at").asc(nulls_first=True), "pk")
    orders = dict.fromkeys(in_turn.values_list("event__order", flat=True)[:BATCH])
    WantedInvoice.objects.filter(event__order__in=orders).update(tried_at=now)
    for order_id in orders:
        ring_write_invoices(order_id)
    return len(orders) + _sweep_unprinted(now)


def _sweep_unprinted(now: datetime) -> int:
    _note_unnoted()
    written = PrintTry.objects.filter(invoice__issued_at__lte=now - PRINTING)
    in_turn = written.order_by(F("tried_at").asc(nulls_first=True), "pk")
    invoices = list(in_turn.values_list("pk", flat=True)[:BATCH])
    PrintTry.objects.filter(pk__in=invoices).update(tried_at=now)
    for invoice_id in invoices:
        ring_print_invoice(invoice_id)
    return len(invoices)


def _note_unnoted() -> None:
    """While a release takes the place of one that did not note what is to be printed, some of the newest are not noted."""
    newest = Invoice.objects.order_by("-pk").values("pk")[:NEWEST]
    unnoted = Invoice.objects.filter(pk__in=newest, file=None, print_try=None).order_by("pk")
    PrintTry.objects.bulk_create(
        [PrintTry(invoice_id=invoice_id) for invoice_id in unnoted.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
