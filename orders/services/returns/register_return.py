"""Announce, as the merchant, that some of their part of an order comes back or has come."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from orders.models import Return
from orders.queries.selling.merchant_lines import Seller
from orders.services.fulfilment.own_part import chosen_lines, locked_order
from orders.services.returns.announcing import Announcement, announce, announced_before


def register_return(
    *, order_id: UUID, actor: Seller, quantities: Mapping[int, int], announcement: Announcement
) -> list[Return]:
    """Announce pieces of the actor's lines, however long ago they were shipped: line -> pieces. A return for each merchant.

    OrderNotFound when the order or a line is not the actor's; ReturnRefused, with the `line`, when fewer were shipped
    or some are announced already. Then nothing has changed.
    """
    with transaction.atomic():
        order = locked_order(order_id, actor)
        lines = chosen_lines(order, actor, quantities)
        before = announced_before(order, announcement.key)
        if before:
            own = {line.merchant_id for line in lines}
            return [each for each in before if each.merchant_id in own]
        return announce(order, lines, quantities, announcement)
