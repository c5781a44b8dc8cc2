"""Attempts to pay, and what providers said about them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
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
    # What came in, and what of it went back or is about to.
    received_minor = models.BigIntegerField(default=0, db_default=0)
    refunded_minor = models.BigIntegerField(default=0, db_default=0)
    # Whether money is set aside at first and taken later, as the shop wished when the attempt began.
    is_captured_later = models.BooleanField(default=False, db_default=False)
    # Whether it was begun for a confirmed order, after what had been set aside for it was so no more.
    is_anew = models.BooleanField(default=False, db_default=False)
    # Whether a person said that another amount than was due, which is set aside, will do.
    is_accepted = models.BooleanField(default=False, db_default=False)
    # What was set aside, and what of that is not taken, because it was refunded before.
    authorised_minor = models.BigIntegerField(default=0, db_default=0)
    released_minor = models.BigIntegerField(default=0, db_default=0)
    state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.PENDING)
    created_at = models.DateTimeField(default=timezone.now)
    # From then on the provider is asked what has become of it; none when nothing more is to be heard.
    ask_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["ask_at"], name="payment_due", condition=Q(ask_at__isnull=False)),
            models.Index(fields=["order"], name="payment_held", condition=Q(state=PaymentState.HELD)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                name="payment_one_live_an_order",
                condition=Q(state__in=[PaymentState.PENDING, PaymentState.CAPTURED]),
            ),
            models.UniqueConstraint(
                fields=["order"],
                name="payment_one_pays_an_order",
                condition=Q(state__in=[PaymentState.AUTHORISED, PaymentState.CAPTURED]),
            ),
            models.CheckConstraint(name="payment_amount_not_negative", condition=Q(amount_minor__gte=0)),
            # More than was due can have come or be set aside, and must all be able to go back.
            models.CheckConstraint(
                name="payment_refunded_within_limits",
                condition=Q(
                    received_minor__gte=0,
                    refunded_minor__gte=0,
                    refunded_minor__lte=Greatest(
                        F("amount_minor"), F("received_minor"), F("authorised_minor")
                    ),
                ),
            ),
            # Nothing is taken that was not set aside, and nothing goes back that was not taken.
            models.CheckConstraint(
                name="payment_captured_within_authorised",
                condition=Q(authorised_minor=0, released_minor=0)
                | Q(
                    authorised_minor__gte=F("received_minor") + F("released_minor"),
                    released_minor__gte=0,
                    refunded_minor__lte=F("received_minor") + F("released_minor"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.public_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def received(self) -> Money:
        return Money(self.received_minor, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_minor, self.currency)

    @property
    def authorised(self) -> Money:
        return Money(self.authorised_minor, self.currency)

    @property
    def to_capture_minor(self) -> int:
        """What of the money that is set aside was not refunded, and can therefore be taken."""
        return self.amount_minor - self.refunded_minor if self.state == PaymentState.AUTHORISED else 0

    @property
    def in_hand_minor(self) -> int:
        """What of the money that is known to have come has neither gone back nor is about to."""
        return self.received_minor + self.released_minor - self.refunded_minor

    @property
    def left_minor(self) -> int:
        """As `in_hand_minor`, of a payment that was taken."""
        if self.authorised_minor:
            return self.in_hand_minor
        # An earlier release did not write down what came.
        return max(self.received_minor, self.amount_minor) - self.refunded_minor


class PaymentEvent(models.Model):
    """What a provider told us about a payment, once each, kept for ever."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="events", db_index=False)
    provider_event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=PaymentEventKind)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    # The provider's name of the dispute that it is about; "" of anything else, and where an earlier release heard of one.
    dispute = models.CharField(max_length=120, blank=True, default="", db_default="")
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
