"""Take note of what a payment provider says has become of a refund."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from orders.errors import OrderNotFound
from orders.gateways.contract import RefundAnswer
from orders.models import Order, Payment, Refund
from orders.services.history import record
from orders.services.payments.follow import follow
from orders.services.refunds.reserve import give_up_reservation, particulars
from orders.states import BY_BANK, HAD_GONE, REFUND_MOVES, OrderEventKind, RefundState, states_before

logger = logging.getLogger(__name__)

_TOLD = {
    RefundState.SUCCEEDED: OrderEventKind.REFUNDED,
    RefundState.FAILED: OrderEventKind.REFUND_FAILED,
}


def apply_refund_answer(
    refund_id: UUID, answer: RefundAnswer, *, now: datetime, is_by_bank: bool = False
) -> bool:
    """Write the answer down; whether it was news. What failed can be refunded anew. OrderNotFound when it is unknown.

    is_by_bank: the buyer's bank has taken the money, so that the buyer is not told that the shop has sent it.
    Workers and webhooks call this as often and in whatever order they like: what failed stays failed.
    """
    refund = Refund.objects.select_related("merchant", "payment").filter(public_id=refund_id).first()
    if refund is None:
        raise OrderNotFound("There is no such refund.")
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=refund.order_id)
        if answer.state == RefundState.PENDING:
            rows = Refund.objects.filter(pk=refund.pk, state=RefundState.PENDING, reference="")
            return bool(rows.update(reference=answer.reference))
        had_gone = Refund.objects.filter(pk=refund.pk, state=RefundState.SUCCEEDED).exists()
        rows = Refund.objects.filter(pk=refund.pk, state__in=states_before(answer.state, REFUND_MOVES))
        if not rows.update(
            state=answer.state, reference=answer.reference, failure=answer.failure[:200], finished_at=now
        ):
            return False
        if answer.state == RefundState.FAILED:
            logger.warning("refund_failed", extra={"order": order.number, "refund": refund.pk})
            give_up_reservation(refund)
            # Perhaps because it went back otherwise, of which the provider is asked next.
            Payment.objects.filter(pk=refund.payment_id).update(ask_at=now)
        data = particulars(refund) | ({HAD_GONE: True} if had_gone else {})
        if is_by_bank:
            data |= {BY_BANK: True}
        record(order, _TOLD[answer.state], now=now, merchant=refund.merchant, data=data)
        follow(order, now=now)
    return True
