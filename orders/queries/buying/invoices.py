"""Invoices as buyers find them, by the key of their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from accounts.prepared import Parameter, Row, reading
from orders.errors import OrderNotFound
from orders.models import Invoice, InvoiceFile
from orders.states import InvoiceKind


@dataclass(frozen=True)
class InvoiceLink:
    """An invoice on the order's page. Until it is printed there is nothing to fetch."""

    name: str
    kind: InvoiceKind
    merchant: str
    is_printed: bool


@dataclass(frozen=True)
class PrintedInvoice:
    """A PDF, and the invoice's number, which is what the file is called."""

    name: str
    pdf: bytes


def links_of(rows: Iterable[Row]) -> tuple[InvoiceLink, ...]:
    """What the rows of INVOICES say."""
    return tuple(
        InvoiceLink(name, InvoiceKind(kind), merchant, is_printed=written_at is not None)
        for name, kind, merchant, written_at in rows
    )


def read_invoice(order_id: UUID, name: str) -> PrintedInvoice:
    """The PDF of the invoice with this number of the order with this public id. OrderNotFound, also while it is not printed."""
    files = InvoiceFile.objects.filter(invoice__name=name, invoice__order__public_id=order_id)
    found = files.values_list("invoice__name", "pdf").first()
    if found is None:
        raise OrderNotFound("There is no such invoice.")
    return PrintedInvoice(found[0], bytes(found[1]))


def _invoices(order_id: Parameter) -> QuerySet[Invoice, Any]:
    rows = Invoice.objects.filter(order__public_id=order_id).order_by("pk")
    return rows.values_list("name", "kind", "merchant__name", "file__written_at")


# The oldest first, by the public id of their order.
INVOICES = reading("orders_bought_invoices", lambda: _invoices(Parameter(1, models.UUIDField())))
