"""Write down that the authorised money of an order is to be taken; a worker then asks the provider."""

from datetime import datetime

from accounts.models import User
from accounts.tenancy import Actor
from orders.jobs import ring_perform_captures
from orders.models import Capture, Order
from orders.queries.selling.money.captures import capture_under_way
from orders.services.history import record
from orders.states import OrderEventKind, PaymentState


def begin_capture(order: Order, *, now: datetime, by: Actor | None = None) -> Capture | None:
    """What is to be taken of this order, whose row is locked: all but what was refunded of it; None if there is nothing.

    Providers take once and release the rest, so that it is all of the order, whoever of its merchants sends first. One
    that is under way is found again.
    """
    if order.payment_state != PaymentState.AUTHORISED:
        return None
    payment = order.payments.filter(state=PaymentState.AUTHORISED).first()
    if payment is None or payment.to_capture_minor < 1:
        return None
    under_way = capture_under_way(payment)
    if under_way is not None:
        return under_way
    capture = Capture.objects.create(
        payment=payment,
        amount_minor=payment.to_capture_minor,
        created_by=by if isinstance(by, User) else None,
        created_at=now,
        ask_at=now,
    )
    data = {"payment": payment.pk, "amount_minor": capture.amount_minor}
    record(order, OrderEventKind.CAPTURE_REQUESTED, now=now, by=by, data=data)
    ring_perform_captures()
    return capture
