"""Print an invoice: make its PDF, once, and keep it."""

import hashlib
import logging
from datetime import datetime

from orders.models import Invoice, InvoiceFile, PrintTry
from orders.services.invoices.pdf import make_pdf

logger = logging.getLogger(__name__)


def print_invoice(*, invoice_id: int, now: datetime) -> bool:
    """Make and keep the PDF of this invoice; False when it has one or somebody was faster. Call outside of transactions.

    The same invoice always gives the same bytes, so it makes no difference whose are kept.
    """
    invoice = Invoice.objects.filter(pk=invoice_id, file=None).select_related("corrects").first()
    if invoice is None:
        PrintTry.objects.filter(invoice=invoice_id).delete()
        return False
    pdf = make_pdf(invoice)
    InvoiceFile.objects.bulk_create(
        [InvoiceFile(invoice=invoice, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), written_at=now)],
        ignore_conflicts=True,
    )
    PrintTry.objects.filter(invoice=invoice).delete()
    logger.info("invoice_printed", extra={"invoice": invoice.pk, "bytes": len(pdf)})
    return True
