"""End refunds of money that was never taken."""

from datetime import datetime

from orders.jobs import ring_perform_refunds
from orders.models import Order, Payment, Refund
from orders.services.history import record
from orders.services.mail.queue_mail import LET_GO
from orders.services.payments.hear import Known
from orders.services.refunds.reserve import particulars
from orders.states import OrderEventKind, PaymentEventKind, PaymentState, RefundReason, RefundState


def settle_released(order: Order, known: Known, *, now: datetime) -> None:
    """Of this payment, of which something new was heard, in the transaction that has locked the order.

    Once the rest was captured, or nothing will be, they are done. Where everything was captured all the same, by somebody
    at the provider, they become refunds like others. What was captured otherwise is held, and they wait for a person.
    """
    payment = known.payment
    is_taken = known.has(PaymentEventKind.SUCCEEDED)
    if not (is_taken or known.has(PaymentEventKind.VOIDED)):
        return
    waiting = payment.refunds.filter(state=RefundState.PENDING, is_released=True).select_related("merchant")
    if is_taken and not payment.released_minor:
        if waiting.update(is_released=False, ask_at=now):
            ring_perform_refunds()
        return
    if Payment.objects.filter(pk=payment.pk, state=PaymentState.HELD).exists():
        return
    for refund in waiting.order_by("pk"):
        Refund.objects.filter(pk=refund.pk).update(state=RefundState.SUCCEEDED, finished_at=now)
        data: dict[str, int | str] = {**particulars(refund), "released": True}
        if refund.reason == RefundReason.WRONG_AMOUNT:
            data[LET_GO] = True
        record(order, OrderEventKind.REFUNDED, now=now, merchant=refund.merchant, data=data)
