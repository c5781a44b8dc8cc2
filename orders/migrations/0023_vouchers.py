"""Vouchers and their uses."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import orders.models.selling.shipping
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_answered_requests"),
        ("orders", "0022_tax_rates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="What shoppers type, in capitals or not.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_-]+$", "A code is made of letters, digits, - and _."
                            )
                        ],
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("percent", "A percentage"),
                            ("amount", "An amount"),
                            ("free_shipping", "The shipping"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Of vouchers over a percentage.",
                        max_digits=5,
                        null=True,
                    ),
                ),
                (
                    "amount_minor",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="Of vouchers over an amount.",
                        null=True,
                        verbose_name="amount (cents)",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default=orders.models.selling.shipping.default_currency,
                        help_text="Of the amount and the minimum.",
                        max_length=3,
                    ),
                ),
                (
                    "minimum_minor",
                    models.PositiveBigIntegerField(
                        default=0,
                        help_text="What the goods it is for must come to.",
                        verbose_name="minimum (cents)",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("is_active", models.BooleanField(default=True, verbose_name="is accepted")),
                (
                    "max_uses",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty: any number.", null=True, verbose_name="uses in all"
                    ),
                ),
                (
                    "max_uses_per_customer",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: any number.",
                        null=True,
                        verbose_name="uses of one customer",
                    ),
                ),
                ("used", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "merchant",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only for this merchant's goods. Empty: for everything.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.merchant",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="VoucherUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("used_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="voucher_use",
                        to="orders.order",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="orders.voucher"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("code"),
                name="voucher_code_unique_whatever_case",
                violation_error_message="There is a voucher with this code already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_minor", None),
                        ("kind", "percent"),
                        ("percent__gt", 0),
                        ("percent__isnull", False),
                        ("percent__lte", 100),
                    ),
                    models.Q(
                        ("amount_minor__gt", 0),
                        ("amount_minor__isnull", False),
                        ("kind", "amount"),
                        ("percent", None),
                    ),
                    models.Q(
                        ("amount_minor", None),
                        ("kind", "free_shipping"),
                        ("merchant", None),
                        ("percent", None),
                    ),
                    _connector="OR",
                ),
                name="voucher_has_a_value",
                violation_error_message="A voucher has either a percentage up to 100, or an amount, or frees the shipping of a whole order.",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_uses", None), ("used__lte", models.F("max_uses")), _connector="OR"),
                name="voucher_never_used_too_often",
                violation_error_message="It has been used more often than that.",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at", None),
                    ("ends_at", None),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="voucher_valid_some_time",
                violation_error_message="It must begin before it ends.",
            ),
        ),
        migrations.AddIndex(
            model_name="voucheruse",
            index=models.Index(
                condition=models.Q(("given_back_at", None)),
                fields=["voucher", "email"],
                name="voucher_use_of_customer",
            ),
        ),
    ]
