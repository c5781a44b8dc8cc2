"""What happened to an order, one line after another."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Merchant
from orders.models.orders import Order
from orders.states import OrderEventKind


class OrderEvent(models.Model):
    """Something that happened to an order, written in the transaction in which it did and never changed.

    merchant: whose part it concerns, none for the whole order. user: the person who did it, where one did.
    data: particulars for whoever reads it, by kind; no address, no e-mail address, no secret.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=24, choices=OrderEventKind)
    merchant = models.ForeignKey(
        Merchant, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Whoever deletes an account leaves the line; the trigger allows this one change.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["order", "id"], name="order_event_story"),
            models.Index(fields=["happened_at", "id"], name="order_event_since"),
            # Most lines are nobody's, and concern nobody's part: what is not in an index is not written there by each order.
            models.Index(
                fields=["merchant"], name="order_event_of_merchant", condition=Q(merchant__isnull=False)
            ),
            models.Index(fields=["user"], name="order_event_by_user", condition=Q(user__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stay_as_written",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["user"]),
            ),
            pgtrigger.Protect(name="stay_for_ever", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.order})"


class ExpiryTry(models.Model):
    """When it was last tried, in vain, to give up an order that nobody paid: others have their turn for a while."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, primary_key=True, related_name="+")
    tried_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Order {self.order_id} at {self.tried_at}"
