"""What is known of the payments of an order, from what providers said and from what went back."""

from collections.abc import Sequence

from orders.models import Order, Payment
from orders.services.payments.settle import Heard
from orders.states import REASONS_BESIDE_THE_ORDER, PaymentEventKind, RefundState


def hear(order: Order) -> list[Heard]:
    """Of each payment, oldest first. The order's row is locked."""
    return [_about(payment) for payment in payments_with_story(order)]


def payments_with_story(order: Order) -> list[Payment]:
    """The payments of an order, oldest first, with all that was said about them and all refunds."""
    return list(order.payments.order_by("pk").prefetch_related("events", "refunds"))


def received_minor(payment: Payment) -> int:
    """What came in, in the currency of the payment. A provider may report the same money in several ways."""
    return max(
        (minor for minor, currency in _amounts(payment) if currency == payment.currency),
        default=0,
    )


def _amounts(payment: Payment) -> Sequence[tuple[int, str]]:
    return [
        (event.amount_minor, event.currency)
        for event in payment.events.all()
        if event.kind == PaymentEventKind.SUCCEEDED
    ]


def _about(payment: Payment) -> Heard:
    amounts, due = _amounts(payment), (payment.amount_minor, payment.currency)
    came = received_minor(payment)
    is_mismatched = any(amount != due for amount in amounts)
    refunds = [refund for refund in payment.refunds.all() if refund.state != RefundState.FAILED]
    beside = [refund for refund in refunds if refund.reason in REASONS_BESIDE_THE_ORDER]
    return Heard(
        payment_id=payment.pk,
        is_paid=due in amounts,
        is_mismatched=is_mismatched,
        is_declined=any(event.kind == PaymentEventKind.DECLINED for event in payment.events.all()),
        # Money in another currency is counted nowhere, so it stays until a person has seen to it.
        is_emptied=came <= sum(refund.amount_minor for refund in refunds) and (came > 0 or not is_mismatched),
        is_refunded=len(beside) < len(refunds),
        is_set_aside=bool(beside),
    )
