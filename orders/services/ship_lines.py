"""Note that everything that is left of a merchant's part of an order has left the house."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import ShipmentRefused
from orders.models import OrderLine
from orders.queries.selling.merchant_lines import Seller, lines_of
from orders.services.fulfilment.dispatching import lock_stock_of
from orders.services.fulfilment.fulfil import fulfil
from orders.services.fulfilment.own_part import locked_order


def ship_lines(*, order_id: UUID, actor: Seller, now: datetime) -> int:
    """Ship what is left of the lines of the actor's merchants, in a shipment each, untracked; how many lines.

    OrderNotFound when none of the order is the actor's; ShipmentRefused when it is not paid or nothing of the
    actor's lines is left to ship.
    """
    with transaction.atomic():
        order = locked_order(order_id, actor)
        left = list(lines_of(actor).filter(order=order).to_ship().order_by("pk"))
        if not left:
            raise ShipmentRefused(f"Nothing is left to ship of your part of order {order.number}.")
        lock_stock_of(left)
        for lines in _by_merchant(left):
            quantities = {line.pk: line.left_to_ship for line in lines}
            fulfil(order_id=order_id, actor=actor, quantities=quantities, now=now)
    return len(left)


def _by_merchant(lines: Iterable[OrderLine]) -> list[list[OrderLine]]:
    parts: dict[int, list[OrderLine]] = {}
    for line in lines:
        parts.setdefault(line.merchant_id, []).append(line)
    return [parts[merchant_id] for merchant_id in sorted(parts)]
