"""What happened to an order, in the buyer's words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orders.models import OrderEvent
from orders.states import OrderEventKind

# What the shop and its merchants note for themselves is not among them.
TOLD = (
    OrderEventKind.PLACED,
    OrderEventKind.PAID,
    OrderEventKind.PAYMENT_AUTHORISED,
    OrderEventKind.PAYMENT_CAPTURED,
    OrderEventKind.PAYMENT_DECLINED,
    OrderEventKind.CANCELLED,
    OrderEventKind.EXPIRED,
    OrderEventKind.FULFILLED,
    OrderEventKind.REFUND_REQUESTED,
    OrderEventKind.REFUNDED,
    OrderEventKind.RETURN_REQUESTED,
    OrderEventKind.RETURN_RECEIVED,
    OrderEventKind.RETURN_REFUSED,
)


@dataclass(frozen=True)
class Happening:
    """Something that happened; `merchant` is whose part of the order it concerns, "" for all of it."""

    label: str
    merchant: str
    at: datetime


def read_story(order_id: UUID) -> tuple[Happening, ...]:
    """The order with this public id, from its first event to its last; nothing for an unknown one. One query."""
    events = OrderEvent.objects.filter(order__public_id=order_id, kind__in=TOLD).select_related("merchant")
    return tuple(
        Happening(
            label=OrderEventKind(event.kind).label,
            merchant=event.merchant.name if event.merchant else "",
            at=event.happened_at,
        )
        for event in events.order_by("pk")
    )
