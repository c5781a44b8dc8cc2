"""Taking the money that a buyer's bank has set aside."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from catalog.money import Money
from orders.models.payments import Payment
from orders.states import CaptureState


class Capture(models.Model):
    """One wish to take what is authorised: all that is still to be had, since providers take once and release the rest."""

    # The idempotency key at the provider.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="captures")
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=CaptureState, default=CaptureState.PENDING)
    # Why it failed, in the provider's words.
    failure = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    # From then on a worker may ask the provider; whoever does so moves it ahead.
    ask_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="capture_amount_positive", condition=Q(amount_minor__gte=1)),
            models.UniqueConstraint(
                fields=["payment"],
                name="capture_one_a_payment",
                condition=~Q(state=CaptureState.FAILED),
            ),
            models.CheckConstraint(
                name="capture_finished_when_not_pending",
                condition=Q(state=CaptureState.PENDING, finished_at=None)
                | (~Q(state=CaptureState.PENDING) & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["ask_at"], name="capture_due", condition=Q(state=CaptureState.PENDING)),
        ]

    def __str__(self) -> str:
        return f"{self.amount.format()} of {self.payment}"

    @property
    def amount(self) -> Money:
        """Reads the payment."""
        return Money(self.amount_minor, self.payment.currency)
