"""Orders for which a bank no longer keeps the money."""

from orders.models import Order
from orders.states import OrderState, PaymentState


def is_lapsed(order: Order) -> bool:
    """Whether it stands and is to be paid, though what was authorised for it is so no more: its buyer may pay it anew."""
    is_over = order.payment_state == PaymentState.VOIDED and order.due_minor > 0
    return is_over and order.order_state == OrderState.CONFIRMED
