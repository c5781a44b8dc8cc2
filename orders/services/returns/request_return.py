"""Announce, as the buyer, that some of an order comes back."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from orders.errors import OrderNotFound, ReturnRefused
from orders.models import Order, Return
from orders.queries.parcels.returns import TIME_TO_RETURN, can_be_returned
from orders.services.returns.announcing import Announcement, announce, announced_before


def request_return(
    *, order_id: UUID, quantities: Mapping[int, int], announcement: Announcement
) -> list[Return]:
    """Announce pieces of lines of the order with this public id, its key: line -> pieces. A return for each merchant.

    OrderNotFound; ReturnRefused, with the `line`, when they were not shipped, are announced already, or were shipped
    longer than `TIME_TO_RETURN` ago. Then nothing has changed.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).filter(public_id=order_id).first()
        if order is None:
            raise OrderNotFound("There is no such order.")
        before = announced_before(order, announcement.key)
        if before:
            return before
        lines = list(order.lines.filter(pk__in=quantities).order_by("pk"))
        unknown = quantities.keys() - {line.pk for line in lines}
        if unknown:
            raise OrderNotFound("There is no such line in this order.", line=min(unknown))
        timely = can_be_returned(order, now=announcement.at)
        for line in lines:
            if line.left_to_return and line.pk not in timely:
                days = TIME_TO_RETURN.days
                raise ReturnRefused(f"{line.name} was shipped more than {days} days ago.", line=line.pk)
        return announce(order, lines, quantities, announcement)
