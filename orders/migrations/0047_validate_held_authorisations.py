"""Rows of before obey, which is seen without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0046_held_authorisations")]

    operations = [
        ValidateConstraint(model_name="payment", name="payment_refunded_within_limits"),
    ]
