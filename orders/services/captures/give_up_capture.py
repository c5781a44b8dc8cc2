"""Take note that authorised money could not be taken."""

import logging
from datetime import datetime

from django.db import transaction

from orders.models import Capture, Order
from orders.services.history import record
from orders.states import CaptureState, OrderEventKind

logger = logging.getLogger(__name__)


def give_up_capture(capture: Capture, failure: str, *, now: datetime) -> bool:
    """Write the provider's words down; False when the capture has ended meanwhile. It can be asked for anew."""
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",)).get(payments=capture.payment_id)
        rows = Capture.objects.filter(pk=capture.pk, state=CaptureState.PENDING)
        if not rows.update(state=CaptureState.FAILED, failure=failure[:200], finished_at=now):
            return False
        logger.warning("capture_failed", extra={"order": order.number, "capture": capture.pk})
        data = {"payment": capture.payment_id, "amount_minor": capture.amount_minor}
        record(order, OrderEventKind.CAPTURE_FAILED, now=now, data=data)
    return True
