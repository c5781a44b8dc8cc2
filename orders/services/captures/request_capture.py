"""Take the money for an order before it is sent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import CaptureRefused
from orders.models import Capture
from orders.queries.selling.merchant_lines import Seller, person
from orders.services.captures.begin_capture import begin_capture
from orders.services.fulfilment.own_part import locked_order


def request_capture(*, order_id: UUID, actor: Seller, now: datetime) -> Capture:
    """Have all that is authorised and not refunded of the order with this public id be taken. Twice is once.

    OrderNotFound when none of the order is the actor's; CaptureRefused when no money is authorised that could be taken.
    """
    with transaction.atomic():
        order = locked_order(order_id, actor)
        capture = begin_capture(order, now=now, by=person(actor))
        if capture is None:
            raise CaptureRefused(f"No authorised money waits to be captured for order {order.number}.")
    return capture
