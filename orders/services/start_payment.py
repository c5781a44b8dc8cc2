"""Begin to pay an order, or go on with an attempt that was begun."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from orders.errors import OrderNotFound, PaymentRefused, StateConflict
from orders.gateways.choice import current_gateway
from orders.gateways.contract import PaymentRequest
from orders.models import Order, Payment
from orders.states import ORDER_PAYMENT_MOVES, OrderState, PaymentState, states_before


def start_payment(*, order_id: UUID, now: datetime) -> str:
    """The address where the order with this public id is paid.

    After a decline this is a new payment, otherwise the one that waits. Raises OrderNotFound, PaymentRefused
    (paid, cancelled, too late), CheckoutClosed or GatewayFault. Call outside of transactions.
    """
    gateway = current_gateway()
    gateway.require_open()
    with transaction.atomic(durable=True):
        order = Order.objects.select_for_update().filter(public_id=order_id).first()
        if order is None:
            raise OrderNotFound("There is no such order.")
        _require_payable(order, now)
        payment = order.payments.filter(state=PaymentState.PENDING).first() or _begin(
            order, gateway.name, now
        )
    started = gateway.start(
        PaymentRequest(
            payment_id=payment.public_id,
            amount=payment.amount,
            order_number=order.number,
            return_url=f"{settings.SITE_URL}{order.page_path}",
        )
    )
    Payment.objects.filter(pk=payment.pk).update(reference=started.reference)
    return started.redirect_url


def _require_payable(order: Order, now: datetime) -> None:
    if order.order_state != OrderState.PLACED:
        raise PaymentRefused(f"This order is {order.get_order_state_display().lower()}.")
    if order.payment_state == PaymentState.HELD:
        raise PaymentRefused("A payment for this order arrived and is being looked at.")
    if order.pay_until <= now:
        raise PaymentRefused("The time to pay this order is over. Please order again.")


def _begin(order: Order, gateway: str, now: datetime) -> Payment:
    """Another attempt, after the last one was declined. The order's row is locked."""
    allowed = states_before(PaymentState.PENDING, ORDER_PAYMENT_MOVES)
    rows = Order.objects.filter(pk=order.pk, order_state=OrderState.PLACED, payment_state__in=allowed)
    if not rows.update(payment_state=PaymentState.PENDING):
        raise StateConflict(f"Order {order.number} cannot be paid again from {order.payment_state}.")
    return Payment.objects.create(
        order=order,
        gateway=gateway,
        currency=order.currency,
        amount_minor=order.total_minor,
        created_at=now,
    )
