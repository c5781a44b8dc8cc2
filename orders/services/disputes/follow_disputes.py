"""Keep an order here while a payment of it is disputed, and book what the buyer's bank has taken back."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from orders.gateways.contract import PaymentNotice
from orders.models import Order, Payment
from orders.services.disputes.count_lost import count_lost
from orders.services.disputes.settle_disputes import lost_disputes, open_disputes
from orders.services.history import record
from orders.services.payments.hear import Known
from orders.states import OrderEventKind, PaymentEventKind

logger = logging.getLogger(__name__)

# Webhooks tell sooner how a dispute has ended; this is for those that are lost.
ASK_DISPUTED_AFTER = timedelta(hours=6)

_TOLD: Mapping[str, OrderEventKind] = MappingProxyType(
    {
        PaymentEventKind.DISPUTED: OrderEventKind.DISPUTED,
        PaymentEventKind.DISPUTE_WON: OrderEventKind.DISPUTE_WON,
        PaymentEventKind.DISPUTE_LOST: OrderEventKind.DISPUTE_LOST,
    }
)
_LOGGED: Mapping[str, str] = MappingProxyType(
    {
        PaymentEventKind.DISPUTED: "payment_disputed",
        PaymentEventKind.DISPUTE_LOST: "dispute_lost",
    }
)


def follow_disputes(
    order: Order, known: Sequence[Known], about: Known, *, now: datetime, told: PaymentNotice | None
) -> None:
    """Of this order, whose row is locked, what follows from all that was said of its disputes.

    about: the payment that somebody has told of. told: what was said of it, where it was news; of a dispute a person is told
    then. What was said before is followed again: money that was promised otherwise then, or had not come, may be there now.
    """
    is_disputed = any(open_disputes(one.events) for one in known)
    if is_disputed != order.is_disputed:
        Order.objects.filter(pk=order.pk).update(is_disputed=is_disputed)
        order.is_disputed = is_disputed
    if told is not None and told.kind in _TOLD:
        _tell(order, about.payment, told, now)
    if open_disputes(about.events):
        unasked = Payment.objects.filter(pk=about.payment.pk, ask_at=None)
        unasked.update(ask_at=now + ASK_DISPUTED_AFTER)
    for dispute, amount in lost_disputes(about.events).items():
        count_lost(order, about.payment.pk, dispute, amount, now=now)


def _tell(order: Order, payment: Payment, told: PaymentNotice, now: datetime) -> None:
    if told.kind in _LOGGED:
        logger.warning(_LOGGED[told.kind], extra={"order": order.number, "payment": payment.pk})
    data = {"payment": payment.pk, "amount_minor": told.amount.minor}
    record(order, _TOLD[told.kind], now=now, data=data)
