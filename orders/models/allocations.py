"""Where the stock of orders comes from."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Stock
from orders.models.orders import OrderLine


class Allocation(models.Model):
    """How many of an order line come out of one stock row. Stays when they have left or the order is given up.

    Of a line that a release shipped which knew no shipments in parts, `dispatched` may still be 0.
    """

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="allocations", db_index=False)
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="allocations")
    quantity = models.PositiveIntegerField()
    # Of these, how many have left, or stay for good because their money goes back.
    dispatched = models.PositiveIntegerField(db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "stock"], name="allocation_once_a_stock"),
            models.CheckConstraint(name="allocation_quantity_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="allocation_dispatched_in_range",
                condition=Q(dispatched__gte=0, dispatched__lte=F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} out of {self.stock_id}"
