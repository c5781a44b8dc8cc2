"""Give up an order that is not paid, and its stock with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import CancellationRefused, OrderNotFound
from orders.models import Order, OrderLine, Payment
from orders.services.stock import draws_of, release
from orders.states import ORDER_MOVES, OrderState, PaymentState, states_before

# Money that is held is somebody's: a person decides about such an order.
CANCELLABLE_PAYMENTS = (PaymentState.PENDING, PaymentState.FAILED)


def cancel_order(*, order_id: UUID) -> None:
    """Cancel the order with this public id, as its buyer wishes. Cancelling twice is cancelling.

    OrderNotFound, or CancellationRefused when it is paid or money for it is being looked at.
    """
    if give_up(order_id=order_id):
        return
    state = Order.objects.filter(public_id=order_id).values_list("order_state", flat=True).first()
    if state is None:
        raise OrderNotFound("There is no such order.")
    if state != OrderState.CANCELLED:
        raise CancellationRefused("This order is paid and cannot be cancelled here any more.")


def give_up(*, order_id: UUID, unpaid_since: datetime | None = None) -> bool:
    """Cancel an unpaid order in one transaction; with `unpaid_since`, only when its time to pay ended by then.

    False, and nothing changed, when it is not (or no longer) such an order.
    """
    with transaction.atomic():
        orders = Order.objects.filter(
            public_id=order_id,
            order_state__in=states_before(OrderState.CANCELLED, ORDER_MOVES),
            payment_state__in=CANCELLABLE_PAYMENTS,
        )
        if unpaid_since is not None:
            orders = orders.filter(pay_until__lte=unpaid_since)
        if not orders.update(order_state=OrderState.CANCELLED, payment_state=PaymentState.CANCELLED):
            return False
        release(draws_of(OrderLine.objects.filter(order__public_id=order_id)))
        waiting = Payment.objects.filter(order__public_id=order_id, state=PaymentState.PENDING)
        waiting.update(state=PaymentState.CANCELLED)
    return True
