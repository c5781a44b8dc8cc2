"""Taking the authorised money of an order before it is sent."""

from django.utils import timezone

from orders.admin.detail.page_form import PageForm
from orders.services.captures.request_capture import request_capture


class CaptureForm(PageForm):
    """A button alone."""

    permission = "orders.add_refund"

    @property
    def is_possible(self) -> bool:
        return self.sold.capture.is_possible

    def save(self) -> str:
        request_capture(order_id=self.sold.order_id, actor=self.request.user, now=timezone.now())
        return f"The money for order {self.sold.number} is being captured."
