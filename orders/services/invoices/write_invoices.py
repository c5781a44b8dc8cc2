"""Write the invoices that an order asks for, under numbers without gaps."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import MerchantDetails
from orders.jobs import ring_print_invoice
from orders.models import Invoice, InvoiceSeries, Order, WantedInvoice
from orders.services.history import record
from orders.services.invoices.compose import compose_invoice
from orders.states import InvoiceKind, OrderEventKind


def write_invoices(*, order_id: int, now: datetime) -> int:
    """Write what is wanted and can be; how many that were. `order_id` is the order's key in the database.

    An invoice of a merchant whose details are missing waits until they are known.
    """
    wanted = WantedInvoice.objects.filter(event__order=order_id).order_by("event", "merchant")
    return sum(
        _write_one(order_id, wanted_id, now) for wanted_id in list(wanted.values_list("pk", flat=True))
    )


def _write_one(order_id: int, wanted_id: int, now: datetime) -> bool:
    """In a transaction of its own, which holds one series: two of them cannot wait for each other."""
    with transaction.atomic():
        # Locked first, so that the invoices of one order are written one after the other.
        order = Order.objects.select_for_update().get(pk=order_id)
        wanted = WantedInvoice.objects.select_related("merchant").filter(pk=wanted_id).first()
        details = MerchantDetails.objects.filter(merchant=wanted.merchant_id).first() if wanted else None
        if wanted is None or details is None:
            return False
        # Paid for a second time, an order has its invoice already.
        known = order.invoices.filter(merchant=wanted.merchant_id, kind=InvoiceKind.INVOICE)
        is_new = not known.exists()
        if is_new:
            _issue(order, wanted, details, now)
        wanted.delete()
    return is_new


def _issue(order: Order, wanted: WantedInvoice, details: MerchantDetails, now: datetime) -> None:
    paper = compose_invoice(order, details, now)
    series = _next_in_series(details, now)
    invoice = Invoice.objects.create(
        order=order,
        merchant=wanted.merchant,
        event_id=wanted.event_id,
        series=series,
        number=series.last_number,
        name=f"{series.prefix}-{series.year}-{series.last_number:05}",
        kind=InvoiceKind.INVOICE,
        issued_at=now,
        currency=paper.currency,
        total_minor=paper.total_minor,
        data=paper.as_json(),
    )
    record(
        order,
        OrderEventKind.INVOICED,
        now=now,
        merchant=wanted.merchant,
        data={"invoice": invoice.pk, "name": invoice.name},
    )
    ring_print_invoice(invoice.pk)


def _next_in_series(details: MerchantDetails, now: datetime) -> InvoiceSeries:
    """The series of the year with its next number taken.

    The UPDATE holds its row until the invoice is committed, and gives the number back if it is not: no gaps, and no
    number twice.
    """
    series, _ = InvoiceSeries.objects.get_or_create(
        merchant_id=details.merchant_id, year=now.year, defaults={"prefix": details.invoice_prefix}
    )
    InvoiceSeries.objects.filter(pk=series.pk).update(last_number=F("last_number") + 1)
    series.refresh_from_db()
    return series
