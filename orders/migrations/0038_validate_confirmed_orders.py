"""Rows of before obey, which is seen without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0037_confirmed_orders_in_doubt")]

    operations = [ValidateConstraint(model_name="order", name="order_confirmed_is_paid_or_promised")]
