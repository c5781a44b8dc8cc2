"""Give up an order, and with it its stock and what was paid for it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.tenancy import Actor
from catalog.money import Money
from orders.errors import CancellationRefused, OrderNotFound
from orders.models import Order, OrderLine, Payment
from orders.queries.cancelling import UNPAID, has_expired, why_not_cancelled
from orders.services.history import record
from orders.services.payments.follow import follow
from orders.services.refunds.reserve import Wanted, reserve
from orders.services.stock import draws_of, release
from orders.services.vouchers.give_back_voucher import give_back_voucher
from orders.states import HAD_EXPIRED, NOTHING_LEFT, OrderEventKind, OrderState, PaymentState, RefundReason


def cancel_order(*, order_id: UUID, now: datetime, by: Actor | None = None) -> None:
    """Cancel the order with this public id, as its buyer wishes; what was paid goes back, and what was only authorised is
    let go. Twice is once. What has expired is not brought back any more by money that comes late.

    OrderNotFound, or CancellationRefused when something of it has left the house or money for it is being looked at.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(public_id=order_id).first()
        if order is None:
            raise OrderNotFound("There is no such order.")
        if order.order_state == OrderState.CANCELLED:
            _stay_cancelled(order, now, by)
            return
        _require_cancellable(order)
        payments = list(order.payments.filter(state=PaymentState.CAPTURED).select_related("order"))
        was_paid = order.payment_state in (PaymentState.CAPTURED, PaymentState.RETURNED)
        is_settled = was_paid and not any(_left_minor(order, payment) for payment in payments)
        _cancel(order, OrderEventKind.CANCELLED, now, by, {NOTHING_LEFT: True} if is_settled else {})
        for payment in payments:
            _give_back(order, payment, now, by)
        follow(order, now=now)


def give_up_overdue(*, order_id: UUID, now: datetime) -> bool:
    """Cancel an unpaid order whose time to pay has ended. False, and nothing changed, when it is no such order."""
    with transaction.atomic():
        overdue = Order.objects.filter(
            public_id=order_id,
            order_state=OrderState.PLACED,
            payment_state__in=UNPAID,
            pay_until__lte=now,
        )
        order = overdue.select_for_update().first()
        if order is None:
            return False
        _cancel(order, OrderEventKind.EXPIRED, now, None, {})
        follow(order, now=now)
    return True


def _stay_cancelled(order: Order, now: datetime, by: Actor | None) -> None:
    """Write down that somebody cancelled what had only expired. Its buyer was told then that nothing is owed, and is not told
    again."""
    if has_expired(order):
        record(order, OrderEventKind.CANCELLED, now=now, by=by, data={HAD_EXPIRED: True})


def _require_cancellable(order: Order) -> None:
    refusal = why_not_cancelled(order)
    if refusal:
        raise CancellationRefused(refusal)


def _cancel(
    order: Order, kind: OrderEventKind, now: datetime, by: Actor | None, data: Mapping[str, bool]
) -> None:
    """The row is locked."""
    Order.objects.filter(pk=order.pk).update(order_state=OrderState.CANCELLED)
    order.order_state = OrderState.CANCELLED
    give_back_voucher(order, now=now)
    release(draws_of(OrderLine.objects.filter(order=order)))
    record(order, kind, now=now, by=by, data=data)


def _left_minor(order: Order, payment: Payment) -> int:
    """All that has not gone back before."""
    return min(order.total_minor - order.refunded_minor, payment.left_minor)


def _give_back(order: Order, payment: Payment, now: datetime, by: Actor | None) -> None:
    left = _left_minor(order, payment)
    if left:
        wanted = Wanted(amount=Money(left, order.currency), reason=RefundReason.CANCELLED)
        reserve(payment, wanted, now=now, by=by)
