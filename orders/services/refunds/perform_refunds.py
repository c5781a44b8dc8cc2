"""Ask payment providers for the refunds that wait. The rows are the queue; this may run side by side."""

import logging
from datetime import datetime

from orders.errors import GatewayFault
from orders.gateways.choice import gateway_named
from orders.gateways.contract import RefundAnswer, RefundRequest
from orders.models import Refund
from orders.models.refunds import ATTEMPTS_OF_A_DAY, ATTEMPTS_OF_THREE_DAYS
from orders.services.payments.ask_in_turn import ask_in_turn
from orders.services.payments.claim_wish import claim_wish
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.states import RefundState

logger = logging.getLogger(__name__)

BATCH = 50


def perform_refunds(*, now: datetime) -> int:
    """Ask for each refund that is due, outside of transactions; how many were settled by that.

    The provider knows a refund by our id, so that a repetition after a crash gives nothing back twice. What it does
    not answer, or has not decided, is asked again later, and later each time, for ever: it may have given it back, so that
    giving up could pay twice. What it has not answered for a day, or not carried out for three, waits for a person all the
    same, who is told once of each.
    """
    pending = Refund.objects.filter(state=RefundState.PENDING)
    due = pending.filter(ask_at__lte=now, is_released=False).order_by("ask_at", "pk")
    refunds = due.select_related("payment")[:BATCH]
    return ask_in_turn(refunds, lambda refund: claim_wish(refund, pending, now) and _perform(refund, now))


def _perform(refund: Refund, now: datetime) -> bool:
    attempts = refund.attempts + 1
    facts = {"refund": refund.pk, "attempts": attempts}
    answer = None
    try:
        answer = _ask(refund)
    except GatewayFault:
        # With the fault as long as it may pass by itself.
        if attempts < ATTEMPTS_OF_A_DAY:
            logger.exception("refund_not_answered", extra=facts)
        elif attempts == ATTEMPTS_OF_A_DAY and not refund.reference:
            logger.warning("refund_not_answered_for_a_day", extra=facts)
    is_done = answer is not None and answer.state != RefundState.PENDING
    if attempts == ATTEMPTS_OF_THREE_DAYS and not is_done:
        logger.warning("refund_under_way_for_three_days", extra=facts)
    if answer is None:
        return False
    return apply_refund_answer(refund.public_id, answer, now=now) and is_done


def _ask(refund: Refund) -> RefundAnswer:
    return gateway_named(refund.payment.gateway).refund(
        RefundRequest(
            refund_id=refund.public_id,
            payment_reference=refund.payment.reference or "",
            amount=refund.amount,
            reference=refund.reference,
        )
    )
