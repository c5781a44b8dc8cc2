"""Rows of before obey, which is seen without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0034_captures")]

    operations = [
        ValidateConstraint(model_name="order", name="order_confirmed_is_paid_or_promised"),
        ValidateConstraint(model_name="payment", name="payment_captured_within_authorised"),
    ]
