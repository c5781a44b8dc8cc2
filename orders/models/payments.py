"""Attempts to pay, and what providers said about them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.money import Money
from orders.models.orders import Order
from orders.states import PaymentEventKind, PaymentState


class Payment(models.Model):
    """One attempt to pay an order. Moved by `apply_payment_event` alone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    # The provider's own name for it, once it has one.
    reference = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001  # null: many have none yet
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.PENDING)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                name="payment_one_live_an_order",
                condition=Q(state__in=[PaymentState.PENDING, PaymentState.CAPTURED]),
            ),
            models.CheckConstraint(name="payment_amount_not_negative", condition=Q(amount_minor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.public_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class PaymentEvent(models.Model):
    """What a provider told us about a payment, once each, kept for ever."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="events")
    provider_event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=PaymentEventKind)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "provider_event_id"], name="payment_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider_event_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
