"""Give the stock of orders that were never paid back to the shop."""

import logging
from datetime import datetime

from orders.models import Order
from orders.services.cancel_order import CANCELLABLE_PAYMENTS, give_up
from orders.states import OrderState

logger = logging.getLogger(__name__)

BATCH = 200


def expire_unpaid_orders(*, now: datetime) -> int:
    """Cancel orders whose time to pay is over, each in a transaction of its own; how many that were.

    Takes the oldest first and at most BATCH in one go. Two at once share the work: each order is given up once.
    """
    overdue = Order.objects.filter(
        order_state=OrderState.PLACED, payment_state__in=CANCELLABLE_PAYMENTS, pay_until__lte=now
    )
    ids = list(overdue.order_by("pay_until").values_list("public_id", flat=True)[:BATCH])
    expired = sum(give_up(order_id=order_id, now=now, is_overdue=True) for order_id in ids)
    if expired:
        logger.info("orders_expired", extra={"count": expired})
    return expired
