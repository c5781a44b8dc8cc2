"""Invoices as PDF, made by WeasyPrint in the worker from what was written down, and from nothing else."""

import hashlib
import json
import os
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from catalog.money import Money
from orders.models import Invoice
from orders.services.invoices.paper import Paper, paper_from_json

FONTS = Path(settings.BASE_DIR) / "config" / "static" / "site" / "fonts"


def make_pdf(invoice: Invoice) -> bytes:
    """The same bytes for the same invoice, in whichever process: dates and identifier come from the invoice.

    Tagged, so that screen readers find their way. OSError where the worker's machine lacks Pango.
    """
    # What fonts are cut out by writes the time into them, unless this says which; the name is that of reproducible builds.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    from PIL import ImageFile  # noqa: PLC0415  # the web image does without it
    from weasyprint import HTML  # noqa: PLC0415  # as above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  # as above

    # Set by WeasyPrint for the whole process, in which broken pictures would then pass for whole ones.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    paper = paper_from_json(invoice.data)
    page = render_to_string("orders/invoice/invoice.html", _context(invoice, paper))
    # The fonts are files; nothing is fetched from anywhere else, whatever stands on the page.
    fetcher = URLFetcher(allowed_protocols=("file",), fail_on_errors=True)
    identifier = hashlib.sha256(json.dumps(invoice.data, sort_keys=True).encode()).digest()[:16]
    pdf: bytes = HTML(string=page, base_url=FONTS.as_uri() + "/", url_fetcher=fetcher).write_pdf(
        pdf_identifier=identifier, pdf_tags=True
    )
    return pdf


def _context(invoice: Invoice, paper: Paper) -> dict[str, object]:
    return {
        "invoice": invoice,
        "paper": paper,
        "lines": [
            {"line": line, "unit": _money(line.unit_minor, paper), "total": _money(line.total_minor, paper)}
            for line in paper.lines
        ],
        "sums": [(one.words, _money(one.minor, paper)) for one in paper.sums],
        "within": [(one.words, _money(one.minor, paper)) for one in paper.taxes_within],
        "total": _money(paper.total_minor, paper),
    }


def _money(minor: int, paper: Paper) -> str:
    return Money(minor, paper.currency).format()
