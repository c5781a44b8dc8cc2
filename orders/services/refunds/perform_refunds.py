"""Ask payment providers for the refunds that wait. The rows are the queue; this may run side by side."""

import logging
from datetime import datetime

from orders.errors import GatewayFault
from orders.gateways.choice import gateway_named
from orders.gateways.contract import RefundAnswer, RefundRequest
from orders.models import Refund
from orders.services.payments.claim_wish import claim_wish
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.states import RefundState

logger = logging.getLogger(__name__)

BATCH = 50


def perform_refunds(*, now: datetime) -> int:
    """Ask for each refund that is due, outside of transactions; how many were settled by that.

    The provider knows a refund by our id, so that a repetition after a crash gives nothing back twice. What it does
    not answer, or has not decided, is asked again later, and later each time.
    """
    pending = Refund.objects.filter(state=RefundState.PENDING)
    due = pending.filter(ask_at__lte=now, is_released=False).order_by("ask_at", "pk")
    refunds = due.select_related("payment")[:BATCH]
    return sum(_perform(refund, now) for refund in refunds if claim_wish(refund, pending, now))


def _perform(refund: Refund, now: datetime) -> bool:
    try:
        answer = _ask(refund)
    except GatewayFault:
        logger.exception("refund_not_answered", extra={"refund": refund.pk, "attempts": refund.attempts + 1})
        return False
    return apply_refund_answer(refund.public_id, answer, now=now) and answer.state != RefundState.PENDING


def _ask(refund: Refund) -> RefundAnswer:
    return gateway_named(refund.payment.gateway).refund(
        RefundRequest(
            refund_id=refund.public_id,
            payment_reference=refund.payment.reference or "",
            amount=refund.amount,
            reference=refund.reference,
        )
    )
