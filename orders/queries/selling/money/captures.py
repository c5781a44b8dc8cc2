"""Whether the authorised money of an order is being taken."""

from dataclasses import dataclass

from orders.models import Capture, Order
from orders.states import CaptureState


@dataclass(frozen=True)
class CaptureView:
    """`failure` is why the last one failed, in the provider's words, "" if none did."""

    is_under_way: bool = False
    failure: str = ""


def read_capture(order: Order) -> CaptureView:
    """The newest capture of this order, in one query."""
    newest = Capture.objects.filter(payment__order=order).order_by("-pk").first()
    if newest is None:
        return CaptureView()
    is_failed = newest.state == CaptureState.FAILED
    return CaptureView(newest.state == CaptureState.PENDING, newest.failure if is_failed else "")
