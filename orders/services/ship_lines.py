"""Note that a merchant's part of an order has left the house."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.tenancy import Actor
from catalog.services.booking import booked_as
from catalog.states import StockReason
from orders.errors import OrderNotFound, ShipmentRefused, StateConflict
from orders.models import Order, OrderLine
from orders.services.history import record
from orders.services.stock import dispatch, draws_of
from orders.states import FULFILMENT_MOVES, FulfilmentState, OrderEventKind, OrderState, states_before


def ship_lines(*, order_id: UUID, actor: Actor, now: datetime) -> int:
    """Mark the lines of the actor's merchants as shipped, once, and take them off the stock; how many lines.

    OrderNotFound when none of the order is the actor's; ShipmentRefused when it is not paid or all of the
    actor's lines are shipped.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(public_id=order_id).first()
        own = OrderLine.objects.for_actor(actor).filter(order=order) if order else OrderLine.objects.none()
        if order is None or not own.exists():
            raise OrderNotFound("There is no such order.")
        if order.order_state != OrderState.CONFIRMED:
            raise ShipmentRefused(f"Order {order.number} is not paid, so it must not be shipped.")
        lines = list(own.filter(shipped_at=None).select_related("merchant"))
        if not lines:
            raise ShipmentRefused(f"Your part of order {order.number} was shipped before.")
        _send(order, lines, now)
        for merchant in sorted({line.merchant for line in lines}, key=lambda one: one.pk):
            skus = [line.sku for line in lines if line.merchant_id == merchant.pk]
            record(order, OrderEventKind.FULFILLED, now=now, by=actor, merchant=merchant, data={"skus": skus})
    return len(lines)


def _send(order: Order, lines: Sequence[OrderLine], now: datetime) -> None:
    marked = OrderLine.objects.filter(pk__in=[line.pk for line in lines], shipped_at=None)
    if marked.update(shipped_at=now) != len(lines):
        raise StateConflict(f"Lines of order {order.number} were shipped by somebody else.")
    with booked_as(StockReason.DISPATCHED, reference=f"order {order.number}"):
        dispatch(draws_of(lines))
    is_partly = order.lines.filter(shipped_at=None).exists()
    target = FulfilmentState.PARTLY_FULFILLED if is_partly else FulfilmentState.FULFILLED
    rows = Order.objects.filter(pk=order.pk, fulfilment_state__in=states_before(target, FULFILMENT_MOVES))
    if not rows.update(fulfilment_state=target):
        raise StateConflict(f"Order {order.number} cannot become {target}.")
