"""End refunds of money that was never taken."""

from datetime import datetime

from django.db.models import F

from orders.jobs import ring_perform_refunds
from orders.models import Order, Payment, Refund
from orders.services.history import record
from orders.services.payments.hear import Known
from orders.services.refunds.reserve import particulars
from orders.services.refunds.shares import share_out
from orders.states import (
    LET_GO,
    RELEASED,
    OrderEventKind,
    PaymentEventKind,
    PaymentState,
    RefundReason,
    RefundState,
)


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
        data: dict[str, int | str] = {**particulars(refund), RELEASED: True}
        if refund.reason == RefundReason.WRONG_AMOUNT:
            data[LET_GO] = True
        record(order, OrderEventKind.REFUNDED, now=now, merchant=refund.merchant, data=data)


def give_back_released(known: Known, *, now: datetime) -> None:
    """Of a payment of which more was captured than refunds before had left of it, for an order that was cancelled: these
    refunds become refunds like others as far as money came for them, the oldest first.

    In the transaction that has locked the order. What of one never came is refunded no more.
    """
    payment = known.payment
    if known.released_minor <= payment.released_minor:
        return
    came = payment.received_minor
    waiting = [one for one in known.refunds if one.is_released and one.state == RefundState.PENDING]
    for refund in sorted(waiting, key=lambda refund: refund.pk):
        if came:
            _shrink(payment, refund, max(refund.amount_minor - came, 0))
            refund.is_released, refund.ask_at = False, now
            refund.save(update_fields=["amount_minor", "is_released", "ask_at"])
            came -= refund.amount_minor
    ring_perform_refunds()


def _shrink(payment: Payment, refund: Refund, less: int) -> None:
    """By what was never taken, on all that counts it but the row of the refund."""
    if not less:
        return
    refund.amount_minor -= less
    lines = list(refund.lines.all())
    weights = [line.amount_minor for line in lines]
    parts = share_out(min(sum(weights), refund.amount_minor), weights)
    for line, minor in zip(lines, parts, strict=True):
        line.amount_minor = minor
        line.save(update_fields=["amount_minor"])
    payment.refunded_minor -= less
    payment.released_minor -= less
    payment.save(update_fields=["refunded_minor", "released_minor"])
    Order.objects.filter(pk=payment.order_id).update(refunded_minor=F("refunded_minor") - less)
