"""Write a note beside an order."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import NoteRefused
from orders.models import OrderEvent
from orders.queries.selling.merchant_lines import Seller, person
from orders.services.fulfilment.own_part import locked_order, merchant_of
from orders.services.history import record
from orders.states import OrderEventKind

MOST_OF_A_NOTE = 2_000


def add_note(*, order_id: UUID, actor: Seller, text: str, now: datetime) -> OrderEvent:
    """Add a note to the order's story. A merchant's is read by that merchant and whoever runs the shop, the shop's by all.

    OrderNotFound when none of the order is the actor's; NoteRefused when it says nothing or too much.
    """
    said = text.strip()
    if not said:
        raise NoteRefused("A note says something.")
    if len(said) > MOST_OF_A_NOTE:
        raise NoteRefused(f"A note has {MOST_OF_A_NOTE:,} characters at most.")
    with transaction.atomic():
        order = locked_order(order_id, actor)
        merchant = merchant_of(order, actor)
        data = {"text": said}
        return record(order, OrderEventKind.NOTE, now=now, by=person(actor), merchant=merchant, data=data)
