"""Codes that make an order cheaper, and who used them."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models import Merchant
from orders.models.orders import Order
from orders.models.selling.shipping import default_currency
from orders.states import VoucherKind


class Voucher(models.Model):
    """A code that takes something off an order. Counted by `services.vouchers` alone."""

    code = models.CharField(
        max_length=40,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]+$", "A code is made of letters, digits, - and _.")],
        help_text="What shoppers type, in capitals or not.",
    )
    kind = models.CharField(max_length=14, choices=VoucherKind)
    percent = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="Of vouchers over a percentage."
    )
    amount_minor = models.PositiveBigIntegerField(
        "amount (cents)", null=True, blank=True, help_text="Of vouchers over an amount."
    )
    currency = models.CharField(
        max_length=3, default=default_currency, help_text="Of the amount and the minimum."
    )
    minimum_minor = models.PositiveBigIntegerField(
        "minimum (cents)", default=0, help_text="What the goods it is for must come to."
    )
    merchant = models.ForeignKey(
        Merchant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Only for this merchant's goods. Empty: for everything.",
    )
    starts_at = models.DateTimeField("from", null=True, blank=True)
    ends_at = models.DateTimeField("until", null=True, blank=True)
    is_active = models.BooleanField("is accepted", default=True)
    max_uses = models.PositiveIntegerField(
        "uses in all", null=True, blank=True, help_text="Empty: any number."
    )
    max_uses_per_customer = models.PositiveIntegerField(
        "uses of one customer", null=True, blank=True, help_text="Empty: any number."
    )
    used = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="voucher_code_unique_whatever_case",
                violation_error_message="There is a voucher with this code already.",
            ),
            models.CheckConstraint(
                name="voucher_has_a_value",
                condition=(
                    Q(
                        kind=VoucherKind.PERCENT,
                        percent__isnull=False,
                        percent__gt=0,
                        percent__lte=100,
                        amount_minor=None,
                    )
                    | Q(kind=VoucherKind.AMOUNT, amount_minor__isnull=False, amount_minor__gt=0, percent=None)
                    | Q(kind=VoucherKind.FREE_SHIPPING, amount_minor=None, percent=None, merchant=None)
                ),
                violation_error_message=(
                    "A voucher has either a percentage up to 100, or an amount, or frees the shipping of a whole order."
                ),
            ),
            models.CheckConstraint(
                name="voucher_never_used_too_often",
                condition=Q(max_uses=None) | Q(used__lte=F("max_uses")),
                violation_error_message="It has been used more often than that.",
            ),
            models.CheckConstraint(
                name="voucher_valid_some_time",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="It must begin before it ends.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VoucherUse(models.Model):
    """That an order used a voucher. Given back when the order is given up, and then no longer counted."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="uses")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="voucher_use")
    # The customer: an e-mail address without case and tag, and the account, where there is one.
    email = models.EmailField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["voucher", "email"], name="voucher_use_of_customer", condition=Q(given_back_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher} for {self.order}"
