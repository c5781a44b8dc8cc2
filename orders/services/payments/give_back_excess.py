"""Give back money that came for nothing: twice, or for an order that is gone."""

from collections.abc import Sequence
from datetime import datetime

from catalog.money import Money
from orders.models import Order
from orders.services.payments.hear import Known, hear
from orders.services.payments.settle import settle
from orders.services.refunds.reserve import Wanted, reserve
from orders.services.refunds.settle_released import give_back_released
from orders.states import OrderState, PaymentState, RefundReason, RefundState

AUTOMATIC = (RefundReason.LATE_MONEY, RefundReason.DUPLICATE)


def give_back_excess(
    order: Order, known: Sequence[Known], *, now: datetime, is_revived: bool = False
) -> None:
    """Reserve a refund of each payment of this locked order that was made in full and pays for nothing.

    Another amount than was due waits for a person, also where it was captured of what was authorised and nothing else pays
    the order, and so does a payment whose automatic refund has failed: asking
    again by itself would go on for ever. What is reserved is known from then on. Where all that came was promised to the
    buyer before, by refunds that were only to make it less, these give it back and nothing is left for another.
    """
    is_cancelled = order.order_state == OrderState.CANCELLED and not is_revived
    heard = hear(known)
    settlement = settle(heard, is_cancelled=is_cancelled)
    is_left_to_a_person = not is_cancelled and settlement.order == PaymentState.HELD
    excess = {
        one.payment_id
        for one in heard
        if one.is_paid
        and settlement.payments[one.payment_id] == PaymentState.HELD
        and not (one.is_short and is_left_to_a_person)
    }
    reason = RefundReason.LATE_MONEY if is_cancelled else RefundReason.DUPLICATE
    for one in known:
        if one.payment.pk in excess and is_cancelled:
            give_back_released(one, now=now)
        left = Money(one.payment.left_minor, one.payment.currency)
        if one.payment.pk in excess and left.minor > 0 and not _has_failed_before(one):
            one.refunds.append(reserve(one.payment, Wanted(amount=left, reason=reason), now=now))


def _has_failed_before(known: Known) -> bool:
    return any(refund.reason in AUTOMATIC and refund.state == RefundState.FAILED for refund in known.refunds)
