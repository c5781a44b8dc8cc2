"""Money that goes back to buyers."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import IsNull
from django.utils import timezone

from accounts.models import Merchant
from accounts.tenancy import TenantQuerySet
from catalog.money import Money
from orders.models.orders import Order, OrderLine
from orders.models.payments import Payment
from orders.models.returns import Return
from orders.states import RefundReason, RefundState

# So often is a refund asked for in a day, less and less often.
ATTEMPTS_OF_A_DAY = 30
ATTEMPTS_OF_THREE_DAYS = ATTEMPTS_OF_A_DAY + 2 * 24


class RefundQuerySet(TenantQuerySet["Refund"]):
    def not_answered(self) -> Self:
        """Those of which a provider has said nothing, however often it was asked for a day: a person looks there."""
        asked = self.filter(state=RefundState.PENDING, is_released=False, reference="")
        return asked.filter(attempts__gte=ATTEMPTS_OF_A_DAY)

    def under_way_for_long(self) -> Self:
        """Those that were asked for for three days and are not done, whatever their provider says meanwhile: their buyers
        were told that money comes, and a person looks there."""
        asked = self.filter(state=RefundState.PENDING, is_released=False)
        return asked.filter(attempts__gte=ATTEMPTS_OF_THREE_DAYS)

    def failed_for_good(self) -> Self:
        """Those that failed, and nobody has asked since for money of the same order to go back to its buyer: of the same
        merchant's part, or of the order as a whole."""
        newer = Refund.objects.filter(order=OuterRef("order"), pk__gt=OuterRef("pk"))
        same = Q(merchant=None) | Q(merchant=OuterRef("merchant")) | Q(IsNull(OuterRef("merchant"), rhs=True))
        asked_anew = newer.exclude(state=RefundState.FAILED).filter(same).order_by()
        return self.filter(state=RefundState.FAILED).exclude(Exists(asked_anew))


class Refund(models.Model):
    """Money of one payment that goes back. Its amount is reserved on payment and order from the beginning, unless it came in
    another currency than was due.

    merchant: whose part of the order it gives back, none when it concerns the order as a whole.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds", db_index=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=16, choices=RefundReason)
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=RefundState, default=RefundState.PENDING)
    # What whoever asked calls it, so that asking again finds this one.
    refund_key = models.UUIDField(null=True, editable=False)
    # What came back and is paid for by this.
    returned = models.ForeignKey(
        Return,
        on_delete=models.PROTECT,
        null=True,
        related_name="refunds",
        db_index=False,
    )
    # Taken off what was authorised, so that the provider is asked for nothing.
    is_released = models.BooleanField(default=False, db_default=False)
    # The provider's own name for it, once it has one; and why it failed, in its words.
    reference = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    # From then on a worker may ask the provider; whoever does so moves it ahead.
    ask_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="refund_amount_positive", condition=Q(amount_minor__gte=1)),
            models.UniqueConstraint(fields=["order", "refund_key"], name="refund_once_a_key"),
            models.UniqueConstraint(
                fields=["returned"],
                name="refund_once_a_return",
                condition=Q(returned__isnull=False) & ~Q(state=RefundState.FAILED),
            ),
            models.CheckConstraint(
                name="refund_finished_when_not_pending",
                condition=Q(state=RefundState.PENDING, finished_at=None)
                | (~Q(state=RefundState.PENDING) & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["ask_at"], name="refund_due", condition=Q(state=RefundState.PENDING)),
        ]

    def __str__(self) -> str:
        return f"{self.amount.format()} of {self.order_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_counted(self) -> bool:
        """Whether it is in the currency of its payment, whose sums count nothing else. Reads the payment."""
        return self.currency == self.payment.currency


class RefundLineQuerySet(TenantQuerySet["RefundLine"]):
    merchant_path = "line__merchant"


class RefundLine(models.Model):
    """How much of an order line a refund gives back, and what that comes to."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    # Of these, how many are not sent any more.
    withdrawn_quantity = models.PositiveSmallIntegerField(db_default=0)

    objects = RefundLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="refund_line_once"),
            models.CheckConstraint(
                name="refund_line_counts", condition=Q(quantity__gte=1, amount_minor__gte=0)
            ),
            models.CheckConstraint(
                name="refund_line_withdrawn_in_range",
                condition=Q(withdrawn_quantity__gte=0, withdrawn_quantity__lte=F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}"
