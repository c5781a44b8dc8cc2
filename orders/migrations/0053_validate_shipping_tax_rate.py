"""Rows of before have none, which is seen without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0052_shipping_tax_rate")]

    operations = [ValidateConstraint(model_name="order", name="order_shipping_tax_rate_is_a_share")]
