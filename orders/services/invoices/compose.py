"""The facts of an invoice for a merchant's part of an order, and of a credit note for money that was given back."""

from collections.abc import Sequence
from datetime import datetime

from django_countries import countries

from accounts.models import MerchantDetails
from orders.models import Order, OrderLine
from orders.queries.order import address_lines
from orders.services.invoices.paper import Paper, PaperLine, Seller, Sum
from orders.services.invoices.shares import share


def compose_invoice(order: Order, details: MerchantDetails, now: datetime) -> Paper:
    """The merchant's lines with their share of what belongs to the whole order.

    Shipping and the tax on it are shared out by what each merchant's goods cost, so that the invoices of an order come
    to what was paid for it; discount and tax on top are those of their lines.
    """
    lines = list(order.lines.order_by("position"))
    own = [line for line in lines if line.merchant_id == details.merchant_id]
    merchants = sorted({line.merchant_id for line in lines})
    goods = [sum(line.total_minor for line in lines if line.merchant_id == one) for one in merchants]
    position = merchants.index(details.merchant_id)
    tax = sum(line.tax_minor for line in own) + share(order.shipping_tax_minor, goods)[position]
    parts = (
        Sum(order.shipping_method, share(order.shipping_minor, goods)[position]),
        Sum("Tax", 0 if order.prices_include_tax else tax),
        Sum("Discount", -sum(line.discount_minor for line in own)),
    )
    return Paper(
        seller=_seller(details),
        buyer=address_lines(order.shipping_address),
        order_number=order.number,
        ordered_on=order.placed_at.date().isoformat(),
        issued_on=now.date().isoformat(),
        currency=order.currency,
        lines=_as_printed(own),
        sums=tuple(part for part in parts if part.minor),
        total_minor=goods[position] + sum(part.minor for part in parts),
    )


def _as_printed(lines: Sequence[OrderLine]) -> tuple[PaperLine, ...]:
    return tuple(
        PaperLine(line.name, line.sku, line.quantity, line.unit_minor, line.total_minor) for line in lines
    )


def _seller(details: MerchantDetails) -> Seller:
    town = f"{details.postcode} {details.city}".strip()
    address = (details.line1, details.line2, town, countries.name(details.country.code))
    return Seller(
        name=details.legal_name,
        address=tuple(line for line in address if line),
        vat_id=details.vat_id,
        registration=details.registration,
        email=details.email,
    )
