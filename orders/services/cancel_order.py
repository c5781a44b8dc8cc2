"""Give up an order that is not paid, and its stock with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.tenancy import Actor
from orders.errors import CancellationRefused, OrderNotFound
from orders.models import Order, OrderLine, Payment
from orders.services.history import record
from orders.services.stock import draws_of, release
from orders.states import ORDER_MOVES, OrderEventKind, OrderState, PaymentState, states_before

# Money that is held is somebody's: a person decides about such an order.
CANCELLABLE_PAYMENTS = (PaymentState.PENDING, PaymentState.FAILED)


def cancel_order(*, order_id: UUID, now: datetime, by: Actor | None = None) -> None:
    """Cancel the order with this public id, as its buyer wishes. Cancelling twice is cancelling.

    OrderNotFound, or CancellationRefused when it is paid or money for it is being looked at.
    """
    if give_up(order_id=order_id, now=now, by=by):
        return
    state = Order.objects.filter(public_id=order_id).values_list("order_state", flat=True).first()
    if state is None:
        raise OrderNotFound("There is no such order.")
    if state != OrderState.CANCELLED:
        raise CancellationRefused("This order is paid and cannot be cancelled here any more.")


def give_up(*, order_id: UUID, now: datetime, is_overdue: bool = False, by: Actor | None = None) -> bool:
    """Cancel an unpaid order in one transaction; with `is_overdue`, only when its time to pay has ended.

    False, and nothing changed, when it is not (or no longer) such an order.
    """
    with transaction.atomic():
        orders = Order.objects.filter(
            public_id=order_id,
            order_state__in=states_before(OrderState.CANCELLED, ORDER_MOVES),
            payment_state__in=CANCELLABLE_PAYMENTS,
        )
        if is_overdue:
            orders = orders.filter(pay_until__lte=now)
        if not orders.update(order_state=OrderState.CANCELLED, payment_state=PaymentState.CANCELLED):
            return False
        release(draws_of(OrderLine.objects.filter(order__public_id=order_id)))
        waiting = Payment.objects.filter(order__public_id=order_id, state=PaymentState.PENDING)
        waiting.update(state=PaymentState.CANCELLED)
        kind = OrderEventKind.EXPIRED if is_overdue else OrderEventKind.CANCELLED
        record(Order.objects.get(public_id=order_id), kind, now=now, by=by)
    return True
