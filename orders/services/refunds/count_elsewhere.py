"""Take note of money that somebody gave back at the payment provider itself, such as in its dashboard."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from orders.errors import RefundRefused
from orders.gateways.contract import RefundElsewhere
from orders.models import Order, Payment, Refund
from orders.queries.selling.money.held import reason_of_held
from orders.services.history import record
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.reserve import Wanted, reserve
from orders.states import OrderEventKind, PaymentState, RefundReason, RefundState

logger = logging.getLogger(__name__)

NOTE = "Made at the payment provider, not in this shop."
# While refunds of ours are under way, of which the provider takes no more than it has left.
LOOK_AGAIN_AFTER = timedelta(minutes=10)


def count_elsewhere(payment_id: int, made: RefundElsewhere, *, now: datetime) -> bool:
    """Count this refund of the payment with this primary key like one of ours, and tell a person; whether it was news.

    The provider's name of it is known again, however often and late it is told of. Where the shop has promised the same
    money already, a person is told at once, and it is counted once the provider has said what became of the promise.
    What does not fit at all is only told.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",)).get(payments=payment_id)
        payment = Payment.objects.select_related("order").get(pk=payment_id)
        counted = payment.refunds.filter(reference=made.answer.reference).first()
        if counted is None:
            if made.answer.state == RefundState.FAILED:
                return False
            is_news = _tell(order, payment, made, now)
            counted = _counted(payment, made, now)
            if counted is None:
                return is_news
        return apply_refund_answer(counted.public_id, made.answer, now=now)


def _tell(order: Order, payment: Payment, made: RefundElsewhere, now: datetime) -> bool:
    """A person, in the order's story, once; whether that was now."""
    kind, name = OrderEventKind.REFUNDED_ELSEWHERE, made.answer.reference
    if order.events.filter(kind=kind, data__provider_refund=name).exists():
        return False
    logger.warning("refunded_elsewhere", extra={"order": order.number, "payment": payment.pk})
    record(
        order,
        kind,
        now=now,
        data={
            "payment": payment.pk,
            "amount_minor": made.amount.minor,
            "currency": made.amount.currency,
            "provider_refund": name,
        },
    )
    return True


def _counted(payment: Payment, made: RefundElsewhere, now: datetime) -> Refund | None:
    """Written down as a refund, whose answer is still to be applied. None where there is not so much left."""
    # Of what was captured in part a person says what becomes of it.
    is_in_doubt = payment.state == PaymentState.HELD and payment.authorised_minor
    try:
        with transaction.atomic():
            if is_in_doubt:
                raise RefundRefused("This payment waits for a person.")
            refund = reserve(payment, Wanted(made.amount, _reason(payment, made), note=NOTE), now=now)
    except RefundRefused:
        if payment.refunds.filter(state=RefundState.PENDING).exists():
            Payment.objects.filter(pk=payment.pk).update(ask_at=now + LOOK_AGAIN_AFTER)
        return None
    Refund.objects.filter(pk=refund.pk).update(reference=made.answer.reference)
    return refund


def _reason(payment: Payment, made: RefundElsewhere) -> RefundReason:
    is_of_order = payment.state == PaymentState.CAPTURED and made.amount.currency == payment.currency
    return RefundReason.ELSEWHERE if is_of_order else reason_of_held(payment)
