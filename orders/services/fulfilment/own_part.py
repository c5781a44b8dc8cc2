"""The part of an order that whoever ships or takes back may touch."""

from collections.abc import Mapping
from uuid import UUID

from accounts.models import Merchant
from orders.errors import OrderNotFound
from orders.models import Order, OrderLine
from orders.queries.selling.merchant_lines import Seller, lines_of


def locked_order(order_id: UUID, actor: Seller) -> Order:
    """The order with this public id, whose changes queue up until the transaction ends.

    OrderNotFound unless some of it is the actor's.
    """
    order = Order.objects.select_for_update(no_key=True).filter(public_id=order_id).first()
    if order is None or not lines_of(actor).filter(order=order).exists():
        raise OrderNotFound("There is no such order.")
    return order


def chosen_lines(order: Order, actor: Seller, quantities: Mapping[int, int]) -> list[OrderLine]:
    """The lines that `quantities` names, by primary key. OrderNotFound when one is not of this order and the actor's."""
    own = lines_of(actor).filter(order=order, pk__in=quantities)
    lines = list(own.select_related("merchant").order_by("pk"))
    unknown = quantities.keys() - {line.pk for line in lines}
    if unknown:
        raise OrderNotFound("There is no such line in this order.", line=min(unknown))
    return lines


def merchant_of(order: Order, actor: Seller) -> Merchant | None:
    """For whom the actor works on this order; None for whoever runs the shop."""
    if getattr(actor, "is_superuser", False):
        return None
    line = lines_of(actor).filter(order=order).select_related("merchant").order_by("pk").first()
    return line.merchant if line else None
