"""End a capture with what became of its payment."""

from datetime import datetime

from orders.models import Capture, Order
from orders.services.history import record
from orders.services.payments.hear import Known
from orders.states import CaptureState, OrderEventKind, PaymentEventKind


def finish_capture(order: Order, known: Known, *, now: datetime) -> None:
    """Of this payment, of which something new was heard, in the transaction that has locked the order.

    Money that came was captured, whoever asked for it; what is authorised no more cannot be.
    """
    under_way = Capture.objects.filter(payment=known.payment, state=CaptureState.PENDING)
    if known.received_minor:
        under_way.update(state=CaptureState.SUCCEEDED, finished_at=now)
    elif known.has(PaymentEventKind.VOIDED) and under_way.update(
        state=CaptureState.FAILED, failure="The authorisation has ended.", finished_at=now
    ):
        record(order, OrderEventKind.CAPTURE_FAILED, now=now, data={"payment": known.payment.pk})
