"""Ask payment providers for the money that is to be taken. The rows are the queue; this may run side by side."""

import logging
from datetime import datetime

from orders.errors import GatewayFault
from orders.gateways.choice import gateway_named
from orders.gateways.contract import CaptureAnswer, CaptureRequest
from orders.models import Capture
from orders.services.captures.give_up_capture import give_up_capture
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.ask_in_turn import ask_in_turn
from orders.services.payments.ask_provider import known_payment
from orders.services.payments.claim_wish import claim_wish
from orders.states import CaptureState, PaymentState

logger = logging.getLogger(__name__)

BATCH = 50
# A day later: banks keep money ready for about a week, so that whoever reads of it has time to ask anew.
MOST_ATTEMPTS = 30
NOT_ANSWERED = "The payment provider has not answered for a day."


def perform_captures(*, now: datetime) -> int:
    """Ask for each capture that is due, outside of transactions; how many were settled by that.

    The provider knows a capture by our id, so that a repetition after a crash takes nothing twice. What it does not
    answer is asked again later, and later each time, for a day: then it has failed, and a person may ask anew. What is
    not authorised any more is left to whoever closes it.
    """
    pending = Capture.objects.filter(state=CaptureState.PENDING)
    due = pending.filter(ask_at__lte=now, payment__state=PaymentState.AUTHORISED).order_by("ask_at", "pk")
    captures = due.select_related("payment")[:BATCH]
    return ask_in_turn(captures, lambda capture: claim_wish(capture, pending, now) and _perform(capture, now))


def _perform(capture: Capture, now: datetime) -> bool:
    attempts = capture.attempts + 1
    failure = NOT_ANSWERED if attempts >= MOST_ATTEMPTS else ""
    try:
        answer = _ask(capture)
    except GatewayFault:
        logger.exception("capture_not_answered", extra={"capture": capture.pk, "attempts": attempts})
    else:
        failure = answer.failure or failure
        for notice in answer.notices:
            apply_payment_event(notice, now=now)
    if failure:
        give_up_capture(capture, failure, now=now)
    return not Capture.objects.filter(pk=capture.pk, state=CaptureState.PENDING).exists()


def _ask(capture: Capture) -> CaptureAnswer:
    payment = capture.payment
    request = CaptureRequest(capture.public_id, known_payment(payment), capture.amount)
    return gateway_named(payment.gateway).capture(request)
