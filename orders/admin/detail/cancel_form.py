"""Giving up an order as a whole, by whoever runs the shop."""

from django.utils import timezone

from orders.admin.detail.page_form import PageForm
from orders.services.cancel_order import cancel_order


class CancelForm(PageForm):
    """A button alone."""

    permission = "orders.delete_order"

    @property
    def is_possible(self) -> bool:
        return self.sold.can_be_cancelled

    def save(self) -> str:
        cancel_order(order_id=self.sold.order_id, now=timezone.now(), by=self.request.user)
        return f"Order {self.sold.number} is cancelled."
