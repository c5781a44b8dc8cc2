"""Orders tell tax, discount, voucher and where the invoice goes. That the rows of before obey, the next migration sees."""

import django.contrib.postgres.operations
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0023_vouchers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="order",
            name="order_total_adds_up",
        ),
        migrations.AddField(
            model_name="order",
            name="billing_address",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="prices_include_tax",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="order",
            name="request_key",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="order",
            name="request_sha256",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="order",
            name="shipping_tax_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="order",
            name="terms_version",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="order",
            name="voucher_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discount_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="orderline",
            name="options",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="orderline",
            name="tax_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="orderline",
            name="tax_rate",
            field=models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=6),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("prices_include_tax", True),
                        (
                            "total_minor",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("lines_minor"), "+", models.F("shipping_minor")
                                ),
                                "-",
                                models.F("discount_minor"),
                            ),
                        ),
                    ),
                    models.Q(
                        ("prices_include_tax", False),
                        (
                            "total_minor",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("lines_minor"), "+", models.F("shipping_minor")
                                    ),
                                    "-",
                                    models.F("discount_minor"),
                                ),
                                "+",
                                models.F("tax_minor"),
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="order_total_adds_up",
            ),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount_minor__lte", models.F("lines_minor")),
                    ("shipping_tax_minor__gte", 0),
                    ("shipping_tax_minor__lte", models.F("tax_minor")),
                ),
                name="order_parts_within_sums",
            ),
        ),
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount_minor__gte", 0),
                    ("discount_minor__lte", models.F("total_minor")),
                    ("tax_minor__gte", 0),
                    ("tax_rate__gte", 0),
                    ("tax_rate__lte", 100),
                ),
                name="order_line_parts_within_total",
            ),
        ),
    ]
