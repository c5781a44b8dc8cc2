"""Move an order and its payments to what follows from all that is known of them."""

import logging
from datetime import datetime

from orders.errors import StateConflict
from orders.jobs import ring_reconcile_payments
from orders.models import Order, Payment
from orders.services.history import record
from orders.services.payments.hear import hear
from orders.services.payments.settle import Settlement, settle
from orders.states import (
    ORDER_MOVES,
    ORDER_PAYMENT_MOVES,
    PAYMENT_MOVES,
    OrderEventKind,
    OrderState,
    PaymentState,
    states_before,
)

logger = logging.getLogger(__name__)

_TOLD_OF_PAYMENTS = {
    PaymentState.FAILED: OrderEventKind.PAYMENT_DECLINED,
    PaymentState.HELD: OrderEventKind.PAYMENT_HELD,
}


def follow(order: Order, *, now: datetime, is_revived: bool = False) -> None:
    """Write the states that follow for this order, whose row is locked and which is as its row says.

    An order that is cancelled stays so, unless `is_revived`: its stock is promised to it once more.
    """
    is_cancelled = order.order_state == OrderState.CANCELLED and not is_revived
    settlement = settle(hear(order), is_cancelled=is_cancelled)
    _write_payments(order, settlement, now)
    _write_order(order, settlement, now)


def _write_payments(order: Order, settlement: Settlement, now: datetime) -> None:
    """Captured last: one live payment an order is the database's rule."""
    states = dict(order.payments.values_list("pk", "state"))
    changed = [(pk, state) for pk, state in settlement.payments.items() if states[pk] != state]
    for pk, state in sorted(changed, key=lambda change: change[1] == PaymentState.CAPTURED):
        rows = Payment.objects.filter(pk=pk, state__in=states_before(state, PAYMENT_MOVES))
        if not rows.update(state=state, **_next_question(state, now)):
            raise StateConflict(f"Payment {pk} cannot go from {states[pk]} to {state}.")
        if state == PaymentState.CANCELLED:
            ring_reconcile_payments()
        if state == PaymentState.HELD:
            logger.warning("payment_held", extra={"order": order.number, "payment": pk})
        if state in _TOLD_OF_PAYMENTS:
            record(order, _TOLD_OF_PAYMENTS[state], now=now, data={"payment": pk})


def _next_question(state: PaymentState, now: datetime) -> dict[str, datetime | None]:
    """When its provider is asked next: at once about what was given up, for which it may still take money."""
    if state == PaymentState.CANCELLED:
        return {"ask_at": now}
    return {"ask_at": None} if state in {PaymentState.CAPTURED, PaymentState.FAILED} else {}


def _write_order(order: Order, settlement: Settlement, now: datetime) -> None:
    target = OrderState.CONFIRMED if settlement.confirms else OrderState(order.order_state)
    if (target, settlement.order) == (order.order_state, order.payment_state):
        return
    rows = Order.objects.filter(
        pk=order.pk,
        order_state__in={*states_before(target, ORDER_MOVES), target},
        payment_state__in={*states_before(settlement.order, ORDER_PAYMENT_MOVES), settlement.order},
    )
    if not rows.update(order_state=target, payment_state=settlement.order):
        raise StateConflict(f"Order {order.number} cannot become {target} and {settlement.order}.")
    if target != order.order_state:
        record(order, OrderEventKind.PAID, now=now)
