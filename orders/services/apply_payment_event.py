"""Take note of what a payment provider says. The only way in which an order comes to be paid."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from orders.errors import OrderNotFound, OutOfStock, StateConflict
from orders.gateways.contract import PaymentNotice
from orders.models import Order, Payment, PaymentEvent
from orders.services.history import record
from orders.services.settle import Heard, Settlement, settle
from orders.services.stock import allocate_again
from orders.states import (
    ORDER_MOVES,
    ORDER_PAYMENT_MOVES,
    PAYMENT_MOVES,
    OrderEventKind,
    OrderState,
    PaymentEventKind,
    PaymentState,
    states_before,
)

logger = logging.getLogger(__name__)

_TOLD_OF_PAYMENTS = {
    PaymentState.FAILED: OrderEventKind.PAYMENT_DECLINED,
    PaymentState.HELD: OrderEventKind.PAYMENT_HELD,
}


def apply_payment_event(notice: PaymentNotice, *, now: datetime) -> bool:
    """Record the notice and move payment and order to what follows from all notices. False for a repeat.

    Webhooks, return pages and reconcilers call this, as often and in whatever order they like. OrderNotFound
    when the payment is unknown.
    """
    with transaction.atomic():
        payment = Payment.objects.filter(public_id=notice.payment_id).first()
        if payment is None:
            raise OrderNotFound("There is no such payment.")
        order = Order.objects.select_for_update().get(pk=payment.order_id)
        was_paid = any(one.is_paid for one in _heard(order))
        _, is_new = PaymentEvent.objects.get_or_create(
            payment=payment,
            provider_event_id=notice.event_id,
            defaults={
                "kind": notice.kind,
                "currency": notice.amount.currency,
                "amount_minor": notice.amount.minor,
                "received_at": now,
            },
        )
        if is_new:
            _follow(order, now, is_first_money=not was_paid)
    return is_new


def _follow(order: Order, now: datetime, *, is_first_money: bool) -> None:
    heard = _heard(order)
    is_cancelled = order.order_state == OrderState.CANCELLED
    # Only the first money revives: what was held once may already have been given back by hand.
    if is_cancelled and is_first_money and any(one.is_paid for one in heard):
        is_cancelled = not _have_stock_again(order)
    settlement = settle(heard, is_cancelled=is_cancelled)
    _write_payments(order, settlement, now)
    _write_order(order, settlement, now)


def _heard(order: Order) -> list[Heard]:
    payments = order.payments.order_by("pk").prefetch_related("events")
    return [_heard_about(payment, payment.events.all()) for payment in payments]


def _heard_about(payment: Payment, events: Iterable[PaymentEvent]) -> Heard:
    told = list(events)
    amounts = [
        (event.amount_minor, event.currency) for event in told if event.kind == PaymentEventKind.SUCCEEDED
    ]
    due = (payment.amount_minor, payment.currency)
    return Heard(
        payment_id=payment.pk,
        is_paid=due in amounts,
        is_mismatched=any(amount != due for amount in amounts),
        is_declined=any(event.kind == PaymentEventKind.DECLINED for event in told),
    )


def _have_stock_again(order: Order) -> bool:
    """Allocate the lines of a cancelled order once more, all or none."""
    try:
        with transaction.atomic():
            allocate_again(list(order.lines.all()))
    except OutOfStock:
        return False
    return True


def _write_payments(order: Order, settlement: Settlement, now: datetime) -> None:
    """Captured last: one live payment an order is the database's rule."""
    states = dict(order.payments.values_list("pk", "state"))
    changed = [(pk, state) for pk, state in settlement.payments.items() if states[pk] != state]
    for pk, state in sorted(changed, key=lambda change: change[1] == PaymentState.CAPTURED):
        rows = Payment.objects.filter(pk=pk, state__in=states_before(state, PAYMENT_MOVES))
        if not rows.update(state=state):
            raise StateConflict(f"Payment {pk} cannot go from {states[pk]} to {state}.")
        if state == PaymentState.HELD:
            logger.warning("payment_held", extra={"order": order.number, "payment": pk})
        if state in _TOLD_OF_PAYMENTS:
            record(order, _TOLD_OF_PAYMENTS[state], now=now, data={"payment": pk})


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
