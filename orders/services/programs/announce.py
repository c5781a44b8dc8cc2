"""Tell programs of merchants what happened to an order: to each only of its own lines.

What is told is who, what and how much, never where to: whoever gets hold of a message learns no buyer's address. A
program reads that under the order's number, with its key.
"""

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from accounts.services.webhooks.queue_deliveries import endpoints_for, queue_deliveries
from accounts.states import WebhookEvent
from orders.models import Order, OrderEvent, OrderLine
from orders.queries.merchants import are_told
from orders.queries.selling.own_orders import OwnOrder, own_part
from orders.services.programs.particulars import Facts, particulars_of
from orders.states import OrderEventKind

# What is missing here is between the buyer and the shop.
TOLD: Mapping[str, WebhookEvent] = MappingProxyType(
    {
        OrderEventKind.PLACED: WebhookEvent.ORDER_PLACED,
        OrderEventKind.PAID: WebhookEvent.ORDER_PAID,
        OrderEventKind.PAYMENT_AUTHORISED: WebhookEvent.ORDER_AUTHORISED,
        OrderEventKind.PAYMENT_CAPTURED: WebhookEvent.ORDER_PAID,
        OrderEventKind.PAYMENT_VOIDED: WebhookEvent.ORDER_AUTHORISATION_ENDED,
        OrderEventKind.CANCELLED: WebhookEvent.ORDER_CANCELLED,
        OrderEventKind.EXPIRED: WebhookEvent.ORDER_EXPIRED,
        OrderEventKind.DISPUTED: WebhookEvent.ORDER_DISPUTED,
        OrderEventKind.DISPUTE_WON: WebhookEvent.ORDER_DISPUTE_WON,
        OrderEventKind.DISPUTE_LOST: WebhookEvent.ORDER_DISPUTE_LOST,
        OrderEventKind.FULFILLED: WebhookEvent.ORDER_FULFILLED,
        OrderEventKind.REST_KEPT: WebhookEvent.ORDER_REST_CANCELLED,
        OrderEventKind.TRACKED: WebhookEvent.ORDER_TRACKING_CHANGED,
        OrderEventKind.REFUND_REQUESTED: WebhookEvent.ORDER_REFUND_REQUESTED,
        OrderEventKind.REFUNDED: WebhookEvent.ORDER_REFUNDED,
        OrderEventKind.REFUND_FAILED: WebhookEvent.ORDER_REFUND_FAILED,
        OrderEventKind.RETURN_REQUESTED: WebhookEvent.ORDER_RETURN_REQUESTED,
        OrderEventKind.RETURN_RECEIVED: WebhookEvent.ORDER_RETURN_RECEIVED,
        OrderEventKind.RETURN_REFUSED: WebhookEvent.ORDER_RETURN_REFUSED,
    }
)


def announce(event: OrderEvent) -> None:
    """Write a message to each endpoint that wants to be told of this line of the story, in its transaction.

    Where nobody does, that costs one query.
    """
    kind = TOLD.get(event.kind)
    if kind is None or not are_told(event.order_id, kind):
        return
    lines = OrderLine.objects.filter(order=event.order_id).order_by("merchant_id", "position")
    if event.merchant_id is not None:
        lines = lines.filter(merchant=event.merchant_id)
    endpoints = endpoints_for(kind, lines.order_by().values("merchant"))
    if not endpoints:
        return
    # Read anew: whoever changed the order holds a copy from before.
    order = Order.objects.get(pk=event.order_id)
    # What costs nothing any more is sent all the same.
    if kind == WebhookEvent.ORDER_AUTHORISATION_ENDED and not order.due_minor:
        return
    parts = {
        merchant_id: own_part(order, own)
        for merchant_id, own in groupby(lines, lambda line: line.merchant_id)
    }
    # Particulars only of what concerns one merchant alone.
    particulars = particulars_of(event) if event.merchant_id is not None else {}
    told = {merchant_id: _document(part, particulars) for merchant_id, part in parts.items()}
    queue_deliveries(event=kind, endpoints=endpoints, told=told, now=event.happened_at)


def _document(part: OwnOrder, particulars: Facts) -> dict[str, object]:
    return {
        "order": {
            "number": part.number,
            "placed_at": part.placed_at.isoformat(),
            "order_state": part.order_state,
            "payment_state": part.payment_state,
            "fulfilment_state": part.fulfilment_state,
            "is_disputed": part.is_disputed,
            "total": part.total.facts,
            "lines": [
                {
                    "id": line.id,
                    "sku": line.sku,
                    "quantity": line.quantity,
                    "total": line.total.facts,
                    "shipped_quantity": line.shipped_quantity,
                    "returned_quantity": line.returned_quantity,
                }
                for line in part.lines
            ],
        },
        "particulars": particulars,
    }
