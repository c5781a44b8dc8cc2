"""Send a shopper to pay."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.prepared import Prepared, execute
from orders.errors import OrderNotFound, PaymentRefused, StateConflict
from orders.gateways.choice import captures_later, current_gateway, gateway_named
from orders.gateways.contract import PaymentNotice, PaymentRequest
from orders.gateways.patience import WEB_SECONDS, patience_of
from orders.models import Order, Payment
from orders.queries.buying.lapsed import is_lapsed
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.ask_provider import ASK_FIRST_AFTER, ask_provider
from orders.services.placing.rows import TIME_TO_PAY
from orders.states import ORDER_PAYMENT_MOVES, OrderState, PaymentEventKind, PaymentState, states_before

# Whoever begins to pay has so much time at least, up to so long after the order was placed.
TIME_TO_FINISH = timedelta(minutes=10)
LONGEST_TO_PAY = timedelta(hours=1)


@patience_of(WEB_SECONDS)
def start_payment(*, order_id: UUID, now: datetime) -> str:
    """The address where the order with this public id is paid; its own page when nothing is due.

    After a decline this is a new payment, otherwise the one that waits, if its provider still takes it. A confirmed order
    whose authorisation has ended is paid anew, unless some of it was refunded or is not sent any more. Raises
    OrderNotFound, PaymentRefused (paid, cancelled, too late), CheckoutClosed or GatewayFault. Call outside of
    transactions.
    """
    current_gateway().require_open()
    payment = _waiting_payment(order_id, now)
    if payment.reference:
        report = ask_provider(payment, now=now)
        if report.redirect_url:
            return report.redirect_url
        payment = _waiting_payment(order_id, now)
    if payment.reference:
        raise PaymentRefused("Your payment is being confirmed. Please look again in a minute.")
    return start_new(payment, now=now)


def start_new(payment: Payment, *, now: datetime) -> str:
    """The address where this payment is made, which waits and has not been begun; raises GatewayFault.

    Two who begin it at once find one payment, by its id. Call outside of transactions.
    """
    if not payment.amount_minor:
        return _pay_nothing(payment, now)
    return _start(payment, now)


def _waiting_payment(order_id: UUID, now: datetime) -> Payment:
    with transaction.atomic(durable=True):
        order = Order.objects.select_for_update().filter(public_id=order_id).first()
        if order is None:
            raise OrderNotFound("There is no such order.")
        _require_payable(order, now)
        if is_lapsed(order) and order.pay_until <= now:
            _give_more_time(order, now)
        _keep_while_paying(order, now)
        waiting = order.payments.filter(state=PaymentState.PENDING).select_related("order").first()
        return waiting or _begin(order, now)


def _keep_while_paying(order: Order, now: datetime) -> None:
    """So that it is not given up while its buyer answers their bank; but stock is not kept for ever."""
    until = min(now + TIME_TO_FINISH, order.placed_at + LONGEST_TO_PAY)
    if until > order.pay_until:
        order.pay_until = until
        order.save(update_fields=["pay_until"])


def _give_more_time(order: Order, now: datetime) -> None:
    """To pay anew. An attempt that was never heard of is given up, since it was to be made within another time."""
    unheard = order.payments.filter(state=PaymentState.PENDING, reference=None).first()
    if unheard is not None:
        kind = PaymentEventKind.DECLINED
        apply_payment_event(PaymentNotice(unheard.public_id, "never-begun", kind, unheard.amount), now=now)
    order.pay_until = now + TIME_TO_PAY
    order.save(update_fields=["pay_until"])


def _start(payment: Payment, now: datetime) -> str:
    order = payment.order
    started = gateway_named(payment.gateway).start(
        PaymentRequest(
            payment_id=payment.public_id,
            amount=payment.amount,
            order_number=order.number,
            email=order.email,
            return_url=f"{settings.SITE_URL}{order.page_path}",
            # Asked again, the request must be the same one, so this does not move with the order's time.
            pay_until=max(order.pay_until, order.placed_at + LONGEST_TO_PAY),
            is_captured_later=payment.is_captured_later,
        )
    )
    execute((_STARTED, [payment.pk, started.reference, now + ASK_FIRST_AFTER]))
    return started.redirect_url


_STARTED = Prepared(
    "orders_payment_started",
    lambda: "UPDATE orders_payment SET reference = $2, ask_at = $3 WHERE id = $1 RETURNING id",
)


def _pay_nothing(payment: Payment, now: datetime) -> str:
    """What costs nothing is paid; no provider takes such a payment."""
    notice = PaymentNotice(payment.public_id, "nothing-due", PaymentEventKind.SUCCEEDED, payment.amount)
    apply_payment_event(notice, now=now)
    return payment.order.page_path


def _require_payable(order: Order, now: datetime) -> None:
    if is_lapsed(order):
        if order.refunded_minor:
            raise PaymentRefused(
                "Some of this order was refunded, so it is not paid here. Please order again."
            )
        if order.lines.filter(withdrawn_quantity__gt=0).exists():
            raise PaymentRefused(
                "Some of this order is not sent any more, so it is not paid here. Please order that again."
            )
        return
    if order.order_state != OrderState.PLACED:
        raise PaymentRefused(f"This order is {order.get_order_state_display().lower()}.")
    if order.payment_state == PaymentState.HELD:
        raise PaymentRefused("A payment for this order arrived and is being looked at.")
    if order.pay_until <= now:
        raise PaymentRefused("The time to pay this order is over. Please order again.")


def _begin(order: Order, now: datetime) -> Payment:
    """Another attempt, after the last one was declined or what it had set aside has ended. The order's row is locked."""
    if not is_lapsed(order):
        _wait_again(order)
    return Payment.objects.create(
        order=order,
        gateway=current_gateway().name,
        currency=order.currency,
        amount_minor=order.total_minor,
        is_captured_later=captures_later(),
        is_anew=is_lapsed(order),
        created_at=now,
    )


def _wait_again(order: Order) -> None:
    allowed = states_before(PaymentState.PENDING, ORDER_PAYMENT_MOVES)
    rows = Order.objects.filter(pk=order.pk, order_state=OrderState.PLACED, payment_state__in=allowed)
    if not rows.update(payment_state=PaymentState.PENDING):
        raise StateConflict(f"Order {order.number} cannot be paid again from {order.payment_state}.")
