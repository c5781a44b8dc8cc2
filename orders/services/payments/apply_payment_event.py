"""Take note of what a payment provider says. The only way in which an order comes to be paid."""

from datetime import datetime

from django.db import transaction

from orders.errors import OrderNotFound, OutOfStock, VoucherUsedUp
from orders.gateways.contract import PaymentNotice
from orders.models import Order, Payment, PaymentEvent
from orders.services.history import record
from orders.services.payments.follow import follow
from orders.services.payments.give_back_excess import give_back_excess
from orders.services.payments.hear import hear, payments_with_story, received_minor
from orders.services.stock import allocate_again
from orders.services.vouchers.take_voucher import take_again
from orders.states import OrderEventKind, OrderState, PaymentEventKind


def apply_payment_event(notice: PaymentNotice, *, now: datetime) -> bool:
    """Record the notice and move payment and order to what follows from all notices. False for a repeat.

    Webhooks, return pages and reconcilers call this, as often and in whatever order they like. Money that came too
    late or twice is on its way back when this returns. OrderNotFound when the payment is unknown.
    """
    with transaction.atomic():
        payment = Payment.objects.filter(public_id=notice.payment_id).first()
        if payment is None:
            raise OrderNotFound("There is no such payment.")
        order = Order.objects.select_for_update().get(pk=payment.order_id)
        was_paid = any(one.is_paid for one in hear(order))
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
            _take_in(order, payment, notice, now, was_paid=was_paid)
    return is_new


def _take_in(order: Order, payment: Payment, notice: PaymentNotice, now: datetime, *, was_paid: bool) -> None:
    if notice.kind == PaymentEventKind.DISPUTED:
        data = {"payment": payment.pk, "amount_minor": notice.amount.minor}
        record(order, OrderEventKind.DISPUTED, now=now, data=data)
        return
    _write_received(order)
    # Only the first money revives: what came before may already be on its way back.
    is_revived = (
        order.order_state == OrderState.CANCELLED
        and not was_paid
        and any(one.is_paid for one in hear(order))
        and _have_stock_again(order)
    )
    give_back_excess(order, now=now, is_revived=is_revived)
    follow(order, now=now, is_revived=is_revived)


def _write_received(order: Order) -> None:
    for payment in payments_with_story(order):
        came = received_minor(payment)
        if came != payment.received_minor:
            Payment.objects.filter(pk=payment.pk).update(received_minor=came)


def _have_stock_again(order: Order) -> bool:
    """Allocate the lines of a cancelled order once more, and count its voucher again; all or none."""
    try:
        with transaction.atomic():
            take_again(order)
            allocate_again(list(order.lines.all()))
    except (OutOfStock, VoucherUsedUp):
        return False
    return True
