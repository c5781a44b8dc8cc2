"""What people and programs have written beside an order."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from orders.models import Order, OrderEvent
from orders.states import OrderEventKind


@dataclass(frozen=True)
class Note:
    """`who` is "" where a program wrote it. `is_own`: whether it is the merchant's and not the shop's."""

    text: str
    who: str
    is_own: bool
    written_at: datetime


def read_notes(order: Order, merchant_id: int) -> tuple[Note, ...]:
    """Those of the merchant and of the shop, from the first to the last. One query."""
    theirs = Q(merchant=None) | Q(merchant=merchant_id)
    events = order.events.filter(theirs, kind=OrderEventKind.NOTE).select_related("user").order_by("pk")
    return tuple(note_of(event) for event in events)


def note_of(event: OrderEvent) -> Note:
    return Note(
        text=str(event.data.get("text", "")),
        who=event.user.get_full_name() if event.user else "",
        is_own=event.merchant_id is not None,
        written_at=event.happened_at,
    )
