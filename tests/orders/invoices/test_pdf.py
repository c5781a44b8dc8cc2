"""What is printed: the whole invoice, the same bytes in every process, and nothing that names fetch."""

import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from orders.models import Invoice, InvoiceFile, OrderLine, PrintTry
from orders.services.invoices import sweep_invoices as sweeping
from orders.services.invoices import write_invoices as writing
from orders.services.invoices.pdf import make_pdf
from orders.services.invoices.print_invoice import print_invoice
from tests.factories.orders import NOW
from tests.factories.selling import invoiced_order

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
ELSEWHERE = """
import hashlib, json, sys
import django
django.setup()
from orders.models import Invoice
from orders.services.invoices.pdf import make_pdf
facts = json.load(sys.stdin)
print(hashlib.sha256(make_pdf(Invoice(**facts))).hexdigest())
"""


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_an_invoice_is_printed_when_it_is_written() -> None:
    order = invoiced_order(name="Łódź oak")
    file = InvoiceFile.objects.get(invoice__order=order)

    pdf = bytes(file.pdf)
    # Where spaces are is the guess of whoever reads a PDF.
    words = "".join(text_of(pdf).split())
    for said in (
        f"M{order.lines.get().merchant_id}-2026-00001",
        "AtelierNordGmbH",
        "VATATU12345678",
        "AdaByron",
        "(Łódźoak)",
        order.total.format(),
    ):
        assert said in words
    assert file.sha256 == hashlib.sha256(pdf).hexdigest()
    assert not print_invoice(invoice_id=file.pk, now=NOW)


def test_another_process_prints_the_same_bytes() -> None:
    invoice = invoiced_order().invoices.get()
    facts = json.dumps({"name": invoice.name, "kind": invoice.kind, "data": invoice.data})

    done = subprocess.run(  # noqa: S603  # our own interpreter and a fixed program
        [sys.executable, "-W", "ignore", "-c", ELSEWHERE],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        input=facts,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split()[-1] == hashlib.sha256(make_pdf(invoice)).hexdigest()


def test_a_name_is_printed_as_it_is_typed() -> None:
    order = invoiced_order()
    invoice = order.invoices.get()
    hostile = '<img src="file:///etc/hostname"><style>@import "http://127.0.0.1:9/"</style>'
    invoice.data["lines"][0]["name"] = hostile

    words = "".join(text_of(make_pdf(invoice)).split())

    assert "".join(hostile.split()) in words


def test_many_lines_go_on_over_pages() -> None:
    invoice = invoiced_order().invoices.get()
    invoice.data["lines"] = invoice.data["lines"] * 60
    line_total = OrderLine.objects.get(order=invoice.order).total_minor
    invoice.data["total_minor"] += 59 * line_total

    pages = PdfReader(io.BytesIO(make_pdf(invoice))).pages

    assert len(pages) > 1
    assert f"Page1of{len(pages)}" in "".join(pages[0].extract_text().split())


def test_what_is_not_an_invoice_is_not_printed() -> None:
    assert not print_invoice(invoice_id=10**9, now=NOW)
    assert Invoice.objects.count() == 0


def test_what_cannot_be_printed_keeps_no_others_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(writing, "ring_print_invoice", lambda invoice_id: None)
    monkeypatch.setattr(sweeping, "ring_print_invoice", rung.append)
    monkeypatch.setattr(sweeping, "BATCH", 1)
    broken, whole = (invoiced_order(name=name).invoices.get().pk for name in ("Oak", "Elm"))
    written_at = Invoice.objects.latest("issued_at").issued_at

    for minute in range(2, 6):
        sweeping.sweep_invoices(now=written_at + timedelta(minutes=minute))

    assert rung == [broken, whole, broken, whole]
    assert print_invoice(invoice_id=whole, now=NOW)
    assert list(PrintTry.objects.values_list("invoice", flat=True)) == [broken]


def test_what_is_to_be_printed_is_noted_with_the_invoice_until_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ring_print_invoice", lambda invoice_id: None)
    invoice = invoiced_order().invoices.get()
    assert PrintTry.objects.get().tried_at is None

    # As an earlier release left it, and then one that has been printed meanwhile.
    for is_printed in (False, True):
        if is_printed:
            assert print_invoice(invoice_id=invoice.pk, now=NOW)
            PrintTry.objects.create(invoice=invoice)
        else:
            PrintTry.objects.all().delete()
        rung: list[int] = []
        monkeypatch.setattr(sweeping, "ring_print_invoice", rung.append)
        sweeping.sweep_invoices(now=invoice.issued_at + timedelta(minutes=2))
        assert rung == [invoice.pk]

    assert not print_invoice(invoice_id=invoice.pk, now=NOW)
    assert not PrintTry.objects.exists()
