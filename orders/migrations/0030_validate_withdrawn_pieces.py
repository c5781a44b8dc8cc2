"""Rows of before obey, which is seen without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0029_withdrawn_pieces")]

    operations = [
        ValidateConstraint(model_name="orderline", name="order_line_withdrawn_in_range"),
        ValidateConstraint(model_name="refundline", name="refund_line_withdrawn_in_range"),
    ]
