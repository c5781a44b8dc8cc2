"""End an order of which some was sent and for which no bank keeps money any more."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.tenancy import Actor
from orders.errors import CancellationRefused, OrderNotFound
from orders.models import Order, OrderLine
from orders.queries.cancelling import is_to_be_ended
from orders.services.fulfilment.keep_here import keep_here
from orders.services.history import Particular, record
from orders.states import OrderEventKind, PaymentState


def keep_rest(*, order_id: UUID, now: datetime, by: Actor | None = None) -> None:
    """Let nothing more of the order with this public id be sent: what is left of each line can be sold again, and the order
    is paid anew no more. What was sent stays as it is. Twice is once.

    OrderNotFound, or CancellationRefused when it is no such order (any more) or its buyer is paying it anew.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(public_id=order_id).first()
        if order is None:
            raise OrderNotFound("There is no such order.")
        if order.events.filter(kind=OrderEventKind.REST_KEPT).exists():
            return
        if not is_to_be_ended(order):
            raise CancellationRefused("This order has left the house and cannot be cancelled any more.")
        if _is_being_paid(order, now):
            raise CancellationRefused("Its buyer is paying this order. Please look again in some minutes.")
        lines = list(OrderLine.objects.filter(order=order).to_ship().order_by("pk"))
        left = {line.pk: line.left_to_ship for line in lines}
        keep_here(order, lines, left, written_off=(), reference=f"order {order.number}, the rest")
        kept: list[Mapping[str, Particular]] = [
            {"line": line.pk, "quantity": left[line.pk]} for line in lines
        ]
        record(order, OrderEventKind.REST_KEPT, now=now, by=by, data={"kept": kept})


def _is_being_paid(order: Order, now: datetime) -> bool:
    """Whether money may still come for an attempt that waits: its time is not over, or its provider has not been told so."""
    waiting = order.payments.filter(state=PaymentState.PENDING)
    is_open = Q(ask_at__isnull=False) if order.pay_until <= now else Q()
    return waiting.filter(is_open).exists()
