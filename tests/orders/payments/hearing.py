"""What tests say for providers, and what becomes of it."""

from orders.gateways.contract import PaymentNotice
from orders.gateways.local import notice_of
from orders.models import Order, Payment
from orders.states import PaymentEventKind


def notice(payment: Payment, kind: PaymentEventKind) -> PaymentNotice:
    return notice_of(payment.public_id, kind, payment.amount)


def states(order: Order) -> tuple[str, str, list[str]]:
    order.refresh_from_db()
    payments = order.payments.order_by("pk").values_list("state", flat=True)
    return order.order_state, order.payment_state, list(payments)
