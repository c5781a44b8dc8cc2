"""Placed orders, as `told.OrderSerializer` describes them."""

from datetime import UTC, datetime
from typing import Any

from orders.api.told import ReturnSerializer, ShipmentSerializer
from orders.queries.buying.order import BoughtLine, OrderView

Document = dict[str, Any]


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
        "tax": order.tax.facts,
        "prices_include_tax": order.prices_include_tax,
        "total": order.total.facts,
        "refunded": order.refunded.facts,
        "shipments": [ShipmentSerializer(shipment).data for shipment in order.shipments],
        "returns": [ReturnSerializer(returned).data for returned in order.returns],
        "placed_at": _instant(order.placed_at),
        "pay_until": _instant(order.pay_until),
        "can_be_paid": order.can_be_paid,
        "can_be_cancelled": order.can_be_cancelled,
    }


def _bought(line: BoughtLine) -> Document:
    return {
        "id": line.line_id,
        "variant": line.variant_id,
        "sku": line.sku,
        "product_name": line.product_name,
        "variant_name": line.variant_name,
        "quantity": line.quantity,
        "unit": line.unit.facts,
        "total": line.total.facts,
        "shipped_quantity": line.shipped_quantity,
        "returnable_quantity": line.returnable_quantity,
    }


def _instant(at: datetime) -> str:
    """As RFC 3339 has it, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
