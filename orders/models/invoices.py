"""Invoices and credit notes: numbered without gaps, and never changed."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from catalog.money import Money
from orders.models.history import OrderEvent
from orders.models.orders import Order
from orders.states import InvoiceKind


class WantedInvoice(models.Model):
    """That an event asks for an invoice or a credit note of a merchant, which is not written yet."""

    event = models.ForeignKey(
        OrderEvent, on_delete=models.PROTECT, related_name="wanted_invoices", db_index=False
    )
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    # When the sweeper last had it tried; what could not be written then waits behind the others.
    tried_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["event", "merchant"]
        constraints = [
            models.UniqueConstraint(fields=["event", "merchant"], name="wanted_invoice_once_an_event"),
        ]
        indexes = [
            models.Index(F("tried_at").asc(nulls_first=True), F("id"), name="wanted_invoice_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.merchant}: {self.event}"


class InvoiceSeries(models.Model):
    """The numbers of a merchant in a year. Whoever takes the next one holds the row until the invoice is committed."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=10)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "year"], name="invoice_series_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


class InvoiceQuerySet(TenantQuerySet["Invoice"]):
    pass


class Invoice(models.Model):
    """An invoice for a merchant's part of a paid order, or a credit note that takes back some of it.

    `data` is everything that stands on it (`services.invoices.paper.Paper`), copied when it was written.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(OrderEvent, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    series = models.ForeignKey(
        InvoiceSeries, on_delete=models.PROTECT, related_name="invoices", db_index=False
    )
    number = models.PositiveIntegerField()
    # As printed: KANT-2026-00001.
    name = models.CharField("number", max_length=30, unique=True)
    kind = models.CharField(max_length=12, choices=InvoiceKind)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    issued_at = models.DateTimeField("issued")
    currency = models.CharField(max_length=3)
    # Of a credit note: what is given back, as a positive amount.
    total_minor = models.BigIntegerField()
    data = models.JSONField()

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="invoice_number_once_a_series"),
            models.UniqueConstraint(fields=["event", "merchant"], name="invoice_once_an_event"),
            models.UniqueConstraint(
                fields=["order", "merchant"],
                name="invoice_once_an_order",
                condition=Q(kind=InvoiceKind.INVOICE),
            ),
            models.CheckConstraint(
                name="invoice_correction_corrects_something",
                condition=Q(kind=InvoiceKind.INVOICE, corrects__isnull=True)
                | Q(kind=InvoiceKind.CREDIT_NOTE, corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="invoice_amounts_make_sense", condition=Q(number__gte=1, total_minor__gte=0)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="stay_as_written", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)


class InvoiceFile(models.Model):
    """An invoice as PDF, apart from its row so that lists do not read it.

    Kept in the database and not in S3: some 20 KB that must be saved, restored and found together with their number,
    by web processes that then need nothing but the database.
    """

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, primary_key=True, related_name="file")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invoice_file_digest_is_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="stay_as_written", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}.pdf"


class PrintTry(models.Model):
    """An invoice that is not printed yet, and when the sweeper last had it printed: it comes behind the others then.

    A row of its own, since an invoice is never changed; it is written with the invoice and goes once that is printed, so that
    nobody has to look through all invoices for those without a file.
    """

    invoice = models.OneToOneField(
        Invoice, on_delete=models.PROTECT, primary_key=True, related_name="print_try"
    )
    tried_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.invoice_id} at {self.tried_at}"
