"""The facts of an invoice for a merchant's part of an order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django_countries import countries

from accounts.models import MerchantDetails
from orders.models import Order, OrderLine
from orders.queries.buying.order import address_lines
from orders.queries.parts import parts_of
from orders.queries.worth import worth_of
from orders.services.invoices.paper import Paper, PaperLine, Seller, Sum
from orders.services.invoices.rates import SHIPPING, Rate


@dataclass(frozen=True)
class _Shares:
    """What is added to a merchant's goods, the tax that is within all of it, and what all of it is by rate."""

    added: tuple[Sum, ...]
    within: tuple[Sum, ...]
    rates: tuple[Rate, ...]


def compose_invoice(order: Order, details: MerchantDetails, now: datetime) -> Paper:
    """The merchant's lines with their share of what belongs to the whole order.

    Shipping and the tax on it are shared out, so that the invoices of an order come to what was paid for it; discount and
    tax on top are those of their lines. Days are those of the shop's time zone.
    """
    lines = list(order.lines.order_by("position"))
    own = [line for line in lines if line.merchant_id == details.merchant_id]
    shares = _shares(order, lines)[details.merchant_id]
    sums = tuple(one for one in shares.added if one.minor)
    return Paper(
        seller=_seller(details),
        buyer=address_lines(order.billing_address or order.shipping_address),
        order_number=order.number,
        ordered_on=timezone.localdate(order.placed_at).isoformat(),
        issued_on=timezone.localdate(now).isoformat(),
        currency=order.currency,
        lines=_as_printed(own),
        sums=sums,
        taxes_within=shares.within,
        total_minor=sum(line.total_minor for line in own) + sum(one.minor for one in sums),
    )


def rates_of(order: Order, merchant_id: int) -> tuple[Rate, ...]:
    """What a merchant's invoice is made of by rate of tax, and shipping; together what it comes to."""
    return _shares(order, list(order.lines.order_by("position")))[merchant_id].rates


def tax_words(rate: Decimal) -> str:
    """How the tax at a rate in percent is called on paper."""
    return f"Tax {rate.normalize():f} %"


def _shares(order: Order, lines: Sequence[OrderLine]) -> dict[int, "_Shares"]:
    """What comes to each merchant's goods: a share of shipping and the tax on it, and their own lines' discount and tax."""
    own = {
        one: [line for line in lines if line.merchant_id == one]
        for one in sorted({line.merchant_id for line in lines})
    }
    parts = parts_of(order)
    shares = {}
    for merchant_id, of_one in own.items():
        part = parts[merchant_id]
        rates = (*_rates(order, of_one), Rate(SHIPPING, part.sending_minor, part.shipping_tax_minor))
        taxes = tuple(Sum(rate.words, rate.tax_minor) for rate in rates if rate.tax_minor)
        added = (
            Sum(order.shipping_method, part.shipping_minor),
            Sum("Discount", -sum(line.discount_minor for line in of_one)),
            *(() if order.prices_include_tax else taxes),
        )
        shares[merchant_id] = _Shares(added, taxes if order.prices_include_tax else (), rates)
    return shares


def _rates(order: Order, lines: Sequence[OrderLine]) -> list[Rate]:
    """What these lines come to and the tax of that, from the lowest rate on."""
    by_rate: dict[Decimal, list[OrderLine]] = defaultdict(list)
    for line in lines:
        by_rate[line.tax_rate].append(line)
    return [
        Rate(
            tax_words(rate),
            sum(worth_of(line, order) for line in of_one),
            sum(line.tax_minor for line in of_one),
        )
        for rate, of_one in sorted(by_rate.items())
    ]


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
