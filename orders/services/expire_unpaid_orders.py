"""Give the stock of orders that were never paid back to the shop."""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from orders.errors import GatewayFault
from orders.models import ExpiryTry, Order
from orders.queries.cancelling import UNPAID
from orders.services.cancel_order import give_up_overdue
from orders.services.payments.ask_in_turn import ask_in_turn
from orders.services.payments.ask_provider import ask_provider
from orders.states import OrderState, PaymentState

logger = logging.getLogger(__name__)

BATCH = 100
TRY_AGAIN_AFTER = timedelta(hours=1)
# While a provider does not answer, orders wait so much longer for its word.
PATIENCE = timedelta(minutes=10)


def expire_unpaid_orders(*, now: datetime) -> int:
    """Cancel orders whose time to pay is over, each in a transaction of its own; how many that were.

    Payments that were begun are closed at their provider first, so that money which is on its way is not too late.
    Takes the oldest first and at most BATCH in one go; what could not be given up has its turn again after TRY_AGAIN_AFTER.
    Two at once share the work: each order is given up once.
    """
    overdue = Order.objects.filter(
        order_state=OrderState.PLACED, payment_state__in=UNPAID, pay_until__lte=now
    )
    tried = ExpiryTry.objects.filter(order=OuterRef("pk"), tried_at__gt=now - TRY_AGAIN_AFTER)
    in_turn = overdue.exclude(Exists(tried)).order_by("pay_until")
    orders = in_turn.prefetch_related("payments")[:BATCH]
    silent: dict[int, GatewayFault] = {}
    expired = ask_in_turn(orders, lambda order: _expire(order, now, silent), is_for_all=True)
    if silent:
        # Once for all of them: while a provider is away, it is the same for each.
        fault = next(iter(silent.values()))
        facts = {"orders": list(silent), "count": len(silent), "fault": str(fault)}
        logger.warning("payments_not_closed", extra=facts)
    # Paid or cancelled since.
    ExpiryTry.objects.exclude(order__order_state=OrderState.PLACED).delete()
    if expired:
        logger.info("orders_expired", extra={"count": expired})
    return expired


def _expire(order: Order, now: datetime, silent: dict[int, GatewayFault]) -> bool:
    is_over = _was_closed(order, now, silent) or order.pay_until + PATIENCE <= now
    try:
        return is_over and give_up_overdue(order_id=order.public_id, now=now)
    except Exception:
        # One whose stock is not as it should be, which `verify_stock` tells, or whatever else: it holds up none of the others.
        logger.exception("order_not_expired", extra={"order": order.number})
        ExpiryTry.objects.update_or_create(order=order, defaults={"tried_at": now})
        return False


def _was_closed(order: Order, now: datetime, silent: dict[int, GatewayFault]) -> bool:
    """False where a provider did not answer, which `silent` then tells by the order's number."""
    try:
        for payment in order.payments.all():
            if payment.state == PaymentState.PENDING and payment.reference:
                ask_provider(payment, now=now, is_closing=True)
    except GatewayFault as fault:
        silent[order.number] = fault
        return False
    return True
