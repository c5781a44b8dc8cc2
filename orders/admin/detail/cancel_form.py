"""Giving up an order as a whole, or what is left of it, by whoever runs the shop or alone sells in it."""

from django.utils import timezone

from orders.admin.detail.page_form import PageForm
from orders.models import Order
from orders.services.cancel_own_order import cancel_own_order


class CancelForm(PageForm):
    """A button alone."""

    # What was paid goes back.
    permission = "orders.add_refund"

    @property
    def is_possible(self) -> bool:
        return self.sold.can_be_cancelled or self.is_of_rest

    @property
    def is_of_rest(self) -> bool:
        """Whether some of it was sent, so that only the rest is given up."""
        return self.sold.can_be_ended

    def save(self) -> str:
        order = Order.objects.get(public_id=self.sold.order_id)
        cancel_own_order(order=order, actor=self.request.user, now=timezone.now())
        if self.is_of_rest:
            return f"The rest of order {self.sold.number} is not sent any more."
        return f"Order {self.sold.number} is cancelled."
