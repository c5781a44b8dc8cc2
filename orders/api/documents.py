"""Carts, quotes and orders as the serializers of `told` and `quotes` describe them, written member by member.

Those make fields anew for each answer and then ask every field what it is called, which costs several times what a cart
costs to read. A test holds both to the same documents.
"""

from datetime import UTC, datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.reverse import reverse

from catalog.money import Money
from orders.api.tokens import written
from orders.api.told import ReturnSerializer, ShipmentSerializer
from orders.models import Cart
from orders.pricing.bill import Totals
from orders.queries.buying.order import BoughtLine, OrderView, find_order_of_cart
from orders.queries.carts.cart import CartView
from orders.queries.carts.lines import PricedLine
from orders.queries.quote import Quote

Document = dict[str, Any]


def cart_document(cart: Cart, view: CartView, request: Request) -> Document:
    """As `CartSerializer` has it. One query for a cart that was ordered."""
    order_id = None if cart.is_open else find_order_of_cart(cart.token)
    return {
        "token": written(cart.token),
        "state": str(cart.state),
        "currency": view.currency,
        "count": view.count,
        "lines": [_line(line) for line in view.lines],
        "saved": [_line(line) for line in view.saved],
        "totals": _totals(view.totals),
        "left_to_free_shipping": _money_or_none(view.left_to_free_shipping),
        "can_be_ordered": view.can_be_ordered,
        "order": order_id and reverse("orders-api:order", args=[order_id], request=request),
    }


def quote_document(quote: Quote, request: Request) -> Document:
    """As `QuoteSerializer` has it."""
    return {
        "shipping_methods": [
            {
                "id": choice.method.id,
                "name": choice.method.name,
                "days_from": choice.method.days_from,
                "days_to": choice.method.days_to,
                "cost": choice.cost.facts,
            }
            for choice in quote.methods
        ],
        "shipping_method": quote.chosen.method.id,
        "totals": _totals(quote.totals),
        "taxes": [{"percent": share.percent, "tax": share.tax.facts} for share in quote.taxes],
        "terms_url": reverse("orders:terms", request=request),
    }


def order_document(order: OrderView) -> Document:
    """As `OrderSerializer` has it."""
    return {
        "id": str(order.public_id),
        "number": order.number,
        "email": order.email,
        "address": list(order.address),
        "order_state": str(order.order_state),
        "payment_state": str(order.payment_state),
        "fulfilment_state": str(order.fulfilment_state),
        "lines": [_bought(line) for line in order.lines],
        "shipping_method": order.shipping_method,
        "goods": order.goods.facts,
        "discount": order.discount.facts,
        "voucher_code": order.voucher_code,
        "shipping": order.shipping.facts,
        "total": order.total.facts,
        "refunded": order.refunded.facts,
        "shipments": [ShipmentSerializer(shipment).data for shipment in order.shipments],
        "returns": [ReturnSerializer(returned).data for returned in order.returns],
        "placed_at": _instant(order.placed_at),
        "pay_until": _instant(order.pay_until),
        "can_be_paid": order.can_be_paid,
        "can_be_cancelled": order.can_be_cancelled,
    }


def _line(line: PricedLine) -> Document:
    return {
        "variant": line.variant_id,
        "sku": line.sku,
        "product": line.product_slug,
        "product_name": line.product_name,
        "variant_name": line.variant_name,
        "quantity": line.quantity,
        "price": _money_or_none(line.price),
        "price_changed": line.has_new_price,
        "seen_price": line.seen_price.facts,
        "total": _money_or_none(line.total),
        "only_left": line.only_left,
        "can_be_ordered": line.can_be_ordered,
        "poster": line.poster_url or None,
    }


def _bought(line: BoughtLine) -> Document:
    return {
        "id": line.line_id,
        "sku": line.sku,
        "product_name": line.product_name,
        "variant_name": line.variant_name,
        "quantity": line.quantity,
        "total": line.total.facts,
        "shipped_quantity": line.shipped_quantity,
        "returnable_quantity": line.returnable_quantity,
    }


def _totals(totals: Totals) -> Document:
    return {
        "lines": totals.lines.facts,
        "shipping": totals.shipping.facts,
        "tax": totals.tax.facts,
        "discount": totals.discount.facts,
        "prices_include_tax": totals.prices_include_tax,
        "total": totals.total.facts,
    }


def _money_or_none(money: Money | None) -> Document | None:
    return None if money is None else dict(money.facts)


def _instant(at: datetime) -> str:
    """As RFC 3339 has it, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
