"""What finds the orders of a person, those of guests by their address, and payments that are to be asked about; built
without holding up the shop."""

import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0018_order_of_user")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("user__isnull", False)),
                fields=["user", "-number"],
                name="order_of_customer",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("user__isnull", True)),
                name="order_of_guest",
            ),
        ),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("ask_at__isnull", False)), fields=["ask_at"], name="payment_due"
            ),
        ),
    ]
