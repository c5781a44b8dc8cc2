"""What pays an order, and whether its authorised money is being taken."""

from dataclasses import dataclass

from orders.models import Capture, Order, Payment
from orders.states import CaptureState, PaymentState


@dataclass(frozen=True)
class CaptureView:
    """Of authorised money. `failure` is why the last capture failed, in the provider's words, "" if none did."""

    # Whether something of it is not refunded, so that it can be captured.
    is_left: bool = False
    is_under_way: bool = False
    failure: str = ""

    @property
    def is_possible(self) -> bool:
        return self.is_left and not self.is_under_way


def paying(order: Order) -> Payment | None:
    """The one that paid the order or has its money set aside; of that alone something is captured or refunded."""
    payments = order.payments.filter(state__in=(PaymentState.AUTHORISED, PaymentState.CAPTURED))
    return payments.select_related("order").first()


def capture_under_way(payment: Payment) -> Capture | None:
    """As long as there is one, how much is taken is settled and nothing of it is refunded."""
    return payment.captures.filter(state=CaptureState.PENDING).first()


def read_capture(payment: Payment | None) -> CaptureView:
    """Of what pays an order, in one query at most."""
    if payment is None or payment.state != PaymentState.AUTHORISED:
        return CaptureView()
    captures = list(payment.captures.order_by("-pk"))
    is_failed = bool(captures) and captures[0].state == CaptureState.FAILED
    return CaptureView(
        is_left=payment.to_capture_minor > 0,
        is_under_way=any(one.state == CaptureState.PENDING for one in captures),
        failure=captures[0].failure if is_failed else "",
    )
