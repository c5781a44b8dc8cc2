"""Rows of before obey, which is seen without keeping anybody from writing."""

import django.contrib.postgres.operations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0024_order_sums"),
    ]

    operations = [
        django.contrib.postgres.operations.ValidateConstraint(
            model_name="order",
            name="order_total_adds_up",
        ),
        django.contrib.postgres.operations.ValidateConstraint(
            model_name="order",
            name="order_parts_within_sums",
        ),
        django.contrib.postgres.operations.ValidateConstraint(
            model_name="orderline",
            name="order_line_parts_within_total",
        ),
    ]
