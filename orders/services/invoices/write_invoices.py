"""Write the invoices and credit notes that an order asks for, under numbers without gaps."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import MerchantDetails
from orders.jobs import ring_print_invoice
from orders.models import Invoice, InvoiceSeries, Order, PrintTry, WantedInvoice
from orders.services.history import record
from orders.services.invoices.compose import compose_invoice
from orders.services.invoices.credit import compose_credit_note
from orders.services.invoices.paper import Paper
from orders.services.invoices.want_invoices import ASKING_FOR_INVOICES
from orders.states import InvoiceKind, OrderEventKind

logger = logging.getLogger(__name__)


def write_invoices(*, order_id: int, now: datetime) -> int:
    """Write what is wanted and can be; how many that were. `order_id` is the order's key in the database.

    An invoice of a merchant whose details are missing waits until they are known, and a credit note for its invoice. What
    fails keeps no other merchant's from being written; the sweeper has it tried again.
    """
    wanted = WantedInvoice.objects.filter(event__order=order_id).order_by("event_id", "merchant_id")
    return sum(_try_one(order_id, wanted_id, now) for wanted_id in list(wanted.values_list("pk", flat=True)))


def _try_one(order_id: int, wanted_id: int, now: datetime) -> bool:
    try:
        return _write_one(order_id, wanted_id, now)
    except (DatabaseError, ValueError):  # a number that was given out, a paper that does not add up
        logger.exception("invoice_not_written", extra={"order": order_id, "wanted": wanted_id})
        return False


def _write_one(order_id: int, wanted_id: int, now: datetime) -> bool:
    """In a transaction of its own, which holds one series: two of them cannot wait for each other."""
    with transaction.atomic():
        # Locked first, so that the papers of one order are written one after the other.
        order = Order.objects.select_for_update().get(pk=order_id)
        wanted = WantedInvoice.objects.select_related("merchant", "event").filter(pk=wanted_id).first()
        details = _locked_details(wanted.merchant_id) if wanted else None
        if wanted is None or details is None:
            return False
        wanted.event.order = order
        invoice = order.invoices.filter(merchant=wanted.merchant_id, kind=InvoiceKind.INVOICE).first()
        if invoice is None and wanted.event.kind == OrderEventKind.REFUNDED:
            return False
        paper = _compose(wanted, details, invoice, now)
        if paper is not None:
            _issue(wanted, details, paper, corrects=invoice, now=now)
        wanted.delete()
    return paper is not None


def _locked_details(merchant_id: int) -> MerchantDetails | None:
    """Locked, so that a prefix is not given up, and taken by somebody else, while a series is begun with it."""
    return MerchantDetails.objects.select_for_update().filter(merchant=merchant_id).first()


def _compose(
    wanted: WantedInvoice, details: MerchantDetails, invoice: Invoice | None, now: datetime
) -> Paper | None:
    """None where nothing is to be written: an order that is paid for again has its invoice, and a refund that several
    merchants share may leave nothing to one of them, or was credited when it was first made."""
    if wanted.event.kind in ASKING_FOR_INVOICES:
        return None if invoice else compose_invoice(wanted.event.order, details, now)
    return compose_credit_note(wanted.event, invoice, now) if invoice else None


def _issue(
    wanted: WantedInvoice, details: MerchantDetails, paper: Paper, *, corrects: Invoice | None, now: datetime
) -> None:
    order, series = wanted.event.order, _next_in_series(details, now)
    invoice = Invoice.objects.create(
        order=order,
        merchant=wanted.merchant,
        event=wanted.event,
        series=series,
        number=series.last_number,
        name=f"{series.prefix}-{series.year}-{series.last_number:05}",
        kind=InvoiceKind.CREDIT_NOTE if corrects else InvoiceKind.INVOICE,
        corrects=corrects,
        issued_at=now,
        currency=paper.currency,
        total_minor=paper.total_minor,
        data=paper.as_json(),
    )
    PrintTry.objects.create(invoice=invoice)
    record(
        order,
        OrderEventKind.INVOICED,
        now=now,
        merchant=wanted.merchant,
        data={"invoice": invoice.pk, "name": invoice.name, "kind": invoice.kind},
    )
    ring_print_invoice(invoice.pk)


def _next_in_series(details: MerchantDetails, now: datetime) -> InvoiceSeries:
    """The series of the shop's year with its next number taken.

    The UPDATE holds its row until the invoice is committed, and gives the number back if it is not: no gaps, and no
    number twice.
    """
    series, _ = InvoiceSeries.objects.get_or_create(
        merchant_id=details.merchant_id,
        year=timezone.localdate(now).year,
        defaults={"prefix": details.invoice_prefix},
    )
    InvoiceSeries.objects.filter(pk=series.pk).update(last_number=F("last_number") + 1)
    series.refresh_from_db()
    return series
