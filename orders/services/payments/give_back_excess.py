"""Give back money that came for nothing: twice, or for an order that is gone."""

from datetime import datetime

from catalog.money import Money
from orders.models import Order, Payment
from orders.services.payments.hear import hear, payments_with_story
from orders.services.payments.settle import settle
from orders.services.refunds.reserve import Wanted, reserve
from orders.states import OrderState, PaymentState, RefundReason, RefundState

AUTOMATIC = (RefundReason.LATE_MONEY, RefundReason.DUPLICATE)


def give_back_excess(order: Order, *, now: datetime, is_revived: bool = False) -> None:
    """Reserve a refund of each payment of this locked order that was made in full and pays for nothing.

    Another amount than was due waits for a person, and so does a payment whose automatic refund has failed: asking
    again by itself would go on for ever.
    """
    is_cancelled = order.order_state == OrderState.CANCELLED and not is_revived
    heard = hear(order)
    states = settle(heard, is_cancelled=is_cancelled).payments
    excess = {one.payment_id for one in heard if one.is_paid and states[one.payment_id] == PaymentState.HELD}
    reason = RefundReason.LATE_MONEY if is_cancelled else RefundReason.DUPLICATE
    for payment in payments_with_story(order):
        if payment.pk in excess and not _has_failed_before(payment):
            left = payment.received_minor - payment.refunded_minor
            reserve(payment, Wanted(amount=Money(left, payment.currency), reason=reason), now=now)


def _has_failed_before(payment: Payment) -> bool:
    return any(
        refund.reason in AUTOMATIC and refund.state == RefundState.FAILED for refund in payment.refunds.all()
    )
