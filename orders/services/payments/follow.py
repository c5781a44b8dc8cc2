"""Move an order and its payments to what follows from all that is known of them."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from orders.errors import StateConflict
from orders.jobs import ring_reconcile_payments
from orders.models import Order, Payment
from orders.services.captures.end_captures import end_captures
from orders.services.history import record
from orders.services.payments.hear import Known, hear, read_known
from orders.services.payments.settle import Heard, Settlement, settle
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
    PaymentState.VOIDED: OrderEventKind.PAYMENT_VOIDED,
}
# Those that pay an order, of which there is one.
_PAYING = (PaymentState.AUTHORISED, PaymentState.CAPTURED)
# Webhooks tell sooner that an authorisation has ended or was captured; this is for those that are lost.
ASK_AUTHORISED_AFTER = timedelta(hours=6)


def follow(
    order: Order, *, now: datetime, is_revived: bool = False, known: Sequence[Known] | None = None
) -> None:
    """Write the states that follow for this order, whose row is locked and which is as its row says.

    An order that is cancelled stays so, unless `is_revived`: its stock is promised to it once more. `known` is what is
    known of its payments, where that was read already.
    """
    is_cancelled = order.order_state == OrderState.CANCELLED and not is_revived
    known = read_known(order) if known is None else known
    heard = hear(known)
    settlement = settle(heard, is_cancelled=is_cancelled)
    changed = _write_payments(order, known, settlement, now)
    _let_go(known, heard, settlement, now)
    _end_captures(known, changed, now, is_cancelled=is_cancelled)
    _write_order(order, known, settlement, now)
    # Whoever is told reads the order as it is by now.
    for pk, state in changed:
        if state in _TOLD_OF_PAYMENTS:
            record(order, _TOLD_OF_PAYMENTS[state], now=now, data={"payment": pk})


def _write_payments(
    order: Order, known: Sequence[Known], settlement: Settlement, now: datetime
) -> list[tuple[int, PaymentState]]:
    """Those whose state is another one now. What pays the order last: one live payment an order is the database's rule."""
    states = {one.payment.pk: one.payment.state for one in known}
    changed = [(pk, state) for pk, state in settlement.payments.items() if states[pk] != state]
    changed.sort(key=lambda change: change[1] in _PAYING)
    may_end = {one.payment.pk for one in known if one.held_authorisation}
    for pk, state in changed:
        rows = Payment.objects.filter(pk=pk, state__in=states_before(state, PAYMENT_MOVES))
        if not rows.update(state=state, **_next_question(state, now, may_end=pk in may_end)):
            raise StateConflict(f"Payment {pk} cannot go from {states[pk]} to {state}.")
        if state == PaymentState.CANCELLED:
            ring_reconcile_payments()
        if state == PaymentState.HELD:
            logger.warning("payment_held", extra={"order": order.number, "payment": pk})
    return changed


def _next_question(state: PaymentState, now: datetime, *, may_end: bool) -> dict[str, datetime | None]:
    """When its provider is asked next: at once about what was given up, for which it may still take money."""
    if state == PaymentState.CANCELLED:
        return {"ask_at": now}
    if state == PaymentState.AUTHORISED or may_end:
        return {"ask_at": now + ASK_AUTHORISED_AFTER}
    ends = {PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.VOIDED}
    return {"ask_at": None} if state in ends else {}


def _let_go(known: Sequence[Known], heard: Sequence[Heard], settlement: Settlement, now: datetime) -> None:
    """Have what is authorised and pays for nothing closed at its provider, also where that was closed before it was made."""
    for one, about in zip(known, heard, strict=True):
        if about.is_ready and settlement.payments[about.payment_id] != PaymentState.AUTHORISED:
            Payment.objects.filter(pk=one.payment.pk).update(ask_at=now)
            ring_reconcile_payments()


def _end_captures(
    known: Sequence[Known], changed: Sequence[tuple[int, PaymentState]], now: datetime, *, is_cancelled: bool
) -> None:
    """Of what was authorised and was just given up: nothing of it is to be taken any more."""
    authorised = {one.payment.pk for one in known if one.payment.authorised_minor}
    given_up = [pk for pk, state in changed if state == PaymentState.CANCELLED and pk in authorised]
    if given_up:
        why = "The order was cancelled." if is_cancelled else "The order is paid otherwise."
        end_captures(given_up, why, now=now)


def _write_order(order: Order, known: Sequence[Known], settlement: Settlement, now: datetime) -> None:
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
    _tell(order, target, known, settlement, now)


def _tell(
    order: Order, target: OrderState, known: Sequence[Known], settlement: Settlement, now: datetime
) -> None:
    """What the move means to the buyer: that the order is paid, or will be, also anew, or that its authorised money was
    taken."""
    is_captured = settlement.order == PaymentState.CAPTURED
    paying = [one for one in known if settlement.payments[one.payment.pk] == PaymentState.CAPTURED]
    if is_captured and target == order.order_state and any(one.payment.authorised_minor for one in paying):
        came = sum(one.received_minor for one in paying)
        record(order, OrderEventKind.PAYMENT_CAPTURED, now=now, data={"amount_minor": came})
    elif is_captured:
        record(order, OrderEventKind.PAID, now=now)
    elif target != order.order_state or settlement.order == PaymentState.AUTHORISED:
        record(order, OrderEventKind.PAYMENT_AUTHORISED, now=now)
