"""The rows of a new order, by column, before they are written.

Not models: of each order six would be made, filled with what they hold already, and read again at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import Field, Model

from accounts.models import User
from orders.errors import NotOffered
from orders.gateways.choice import captures_later
from orders.gateways.contract import Gateway, StartedPayment
from orders.models import Cart, Order, OrderEvent, OutgoingMail, Payment
from orders.pricing.bill import BilledLine
from orders.queries.placing.goods import OrderedGoods
from orders.queries.quote import Quote
from orders.services.mail.queue_mail import PATIENCE
from orders.services.payments.ask_provider import ASK_FIRST_AFTER
from orders.services.placing.wishes import Delivery, Wishes, columns_of, fingerprint
from orders.states import MailKind, OrderEventKind

# How long the stock is kept for an order that is not paid.
TIME_TO_PAY = timedelta(minutes=30)
Columns = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What was asked for, and by whom."""

    delivery: Delivery
    wishes: Wishes
    expected_total: int
    user: User | None


def order_row(cart: Cart, price: Quote, request: Request, now: datetime) -> Columns:
    wishes, totals, user = request.wishes, price.totals, request.user
    return {
        **_defaults(Order),
        "public_id": uuid4(),
        "cart_id": cart.pk,
        "user_id": user.pk if user else None,
        "email": request.delivery.email,
        "shipping_address": columns_of(request.delivery.address),
        "billing_address": columns_of(wishes.billing),
        "shipping_method": price.chosen.method.name,
        "voucher_code": price.voucher.code if price.voucher else "",
        "terms_version": settings.TERMS_VERSION,
        "currency": cart.currency,
        "prices_include_tax": totals.prices_include_tax,
        "lines_minor": totals.lines.minor,
        "shipping_minor": totals.shipping.minor,
        "tax_minor": totals.tax.minor,
        "shipping_tax_minor": totals.shipping_tax.minor,
        "shipping_tax_rate": price.bill.shipping_tax_rate,
        "discount_minor": totals.discount.minor,
        "total_minor": totals.total.minor,
        "placed_at": now,
        "pay_until": now + TIME_TO_PAY,
        "request_key": wishes.request_key,
        "request_sha256": fingerprint(request.delivery, wishes, request.expected_total),
    }


def line_row(position: int, goods: OrderedGoods, billed: BilledLine) -> Columns:
    """Raises NotOffered for what has no price."""
    line = goods.line
    if line.price is None:
        raise NotOffered(f"Not sold any more: {line.name}. Nothing was ordered.")
    return {
        "position": position,
        "merchant_id": line.merchant_id,
        "variant_id": line.variant_id,
        "sku": line.sku,
        "product_name": line.product_name,
        "variant_name": line.variant_name,
        "options": goods.options,
        "quantity": line.quantity,
        "unit_minor": line.price.minor,
        "total_minor": billed.total.minor,
        "discount_minor": billed.discount.minor,
        "tax_minor": billed.tax.minor,
        "tax_rate": billed.tax_rate,
        "revision_id": line.revision_id,
        "material_variant": line.material_variant,
        "poster_key": line.poster_key,
    }


def event_row(user: User | None, now: datetime) -> Columns:
    """That the order was placed."""
    placed = {"kind": OrderEventKind.PLACED, "user_id": user.pk if user else None, "happened_at": now}
    return {**_defaults(OrderEvent), "data": {}, **placed}


def mail_row(now: datetime) -> Columns:
    """That the order was received, unless it is paid before that is told."""
    return {
        **_defaults(OutgoingMail),
        "public_id": uuid4(),
        "kind": MailKind.RECEIVED,
        "language": settings.LANGUAGE_CODE,
        "due_at": now + PATIENCE[MailKind.RECEIVED],
    }


def payment_row(order: Columns, gateway: Gateway, now: datetime) -> tuple[Columns, StartedPayment | None]:
    """The payment that waits, and where it is made if that can be known before it is begun."""
    payment = {
        **_defaults(Payment),
        "public_id": uuid4(),
        "gateway": gateway.name,
        "currency": order["currency"],
        "amount_minor": order["total_minor"],
        "is_captured_later": captures_later(),
        "created_at": now,
    }
    # What costs nothing no provider is asked for.
    begun = gateway.begun(payment["public_id"]) if order["total_minor"] else None
    if begun is None:
        return payment, None
    return {**payment, "reference": begun.reference, "ask_at": now + ASK_FIRST_AFTER}, begun


@cache
def _defaults(model: type[Model]) -> Mapping[str, Any]:
    """What columns hold of which nothing is said, where that is always the same."""
    plain = {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.is_relation or field.has_db_default() or _is_made(field))
    }
    return MappingProxyType(plain)


def _is_made(field: "Field[Any, Any]") -> bool:
    return field.has_default() and callable(field.default)
