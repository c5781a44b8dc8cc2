"""Ask providers about payments of which nothing was heard. The rows are the queue; this may run side by side."""

import logging
from datetime import datetime, timedelta

from orders.errors import GatewayFault
from orders.models import Payment
from orders.queries.buying.lapsed import is_lapsed
from orders.queries.selling.money.held import is_letting_go, set_aside_of
from orders.services.disputes.follow_disputes import ASK_DISPUTED_AFTER
from orders.services.payments.ask_in_turn import ask_in_turn
from orders.services.payments.ask_provider import ask_provider
from orders.services.payments.follow import ASK_AUTHORISED_AFTER
from orders.states import OrderState, PaymentState

logger = logging.getLogger(__name__)

# More than are asked about in one go, which ends after some seconds.
BATCH = 500
ASK_AGAIN_AFTER = timedelta(minutes=5)


def reconcile_payments(*, now: datetime) -> int:
    """Ask about each payment that is due, outside of transactions; of how many nothing more is to be heard.

    A payment that waits is looked up; one whose order was given up, or was paid otherwise, is closed at its provider,
    and money that came meanwhile is taken note of. What is authorised is looked up again and again, since it may end, also
    while a person has to decide about it.
    """
    due = Payment.objects.filter(ask_at__lte=now).order_by("ask_at", "pk").select_related("order")[:BATCH]
    return ask_in_turn(due, lambda payment: _reconcile(payment, now))


def _reconcile(payment: Payment, now: datetime) -> bool:
    is_closing = not _is_wanted(payment, now)
    again_at = now + _pause(payment, is_closing=is_closing)
    claimed = Payment.objects.filter(pk=payment.pk, ask_at=payment.ask_at)
    if not claimed.update(ask_at=again_at):
        return False
    try:
        report = ask_provider(payment, now=now, is_closing=is_closing)
    except GatewayFault:
        logger.exception("payment_not_looked_up", extra={"payment": payment.pk})
        return False
    if not (is_closing or report.notices):
        return False
    # A bank takes months to decide about a dispute.
    asked = Payment.objects.filter(pk=payment.pk).exclude(order__is_disputed=True, received_minor__gt=0)
    if any(map(_may_end, asked)):
        return False
    asked.filter(ask_at=again_at).update(ask_at=None)
    return asked.filter(ask_at=None).exists()


def _may_end(payment: Payment) -> bool:
    """Whether its money is only set aside."""
    return payment.state == PaymentState.AUTHORISED or set_aside_of(payment) is not None


def _pause(payment: Payment, *, is_closing: bool) -> timedelta:
    """Until it is asked about again."""
    if payment.order.is_disputed and payment.received_minor:
        return ASK_DISPUTED_AFTER
    return ASK_AUTHORISED_AFTER if _may_end(payment) and not is_closing else ASK_AGAIN_AFTER


def _is_wanted(payment: Payment, now: datetime) -> bool:
    if payment.state == PaymentState.AUTHORISED:
        return payment.refunded_minor < payment.amount_minor
    if set_aside_of(payment) is not None:
        return not is_letting_go(payment.refunds.all())
    order = payment.order
    waits = order.order_state == OrderState.PLACED or is_lapsed(order)
    return waits and order.pay_until > now and payment.state == PaymentState.PENDING
