"""One payment pays an order, and orders that wait for their money are found; built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BUILD = [
    "DROP INDEX CONCURRENTLY IF EXISTS payment_one_pays_an_order",
    "CREATE UNIQUE INDEX CONCURRENTLY payment_one_pays_an_order ON orders_payment (order_id)"
    " WHERE state IN ('authorised', 'captured')",
]
REMOVE = ["DROP INDEX CONCURRENTLY IF EXISTS payment_one_pays_an_order"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0035_validate_captures")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("payment_state__in", ["authorised", "voided"])),
                fields=["-number"],
                name="order_not_captured",
            ),
        ),
        migrations.RunSQL(
            BUILD,
            reverse_sql=REMOVE,
            state_operations=[
                migrations.AddConstraint(
                    model_name="payment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["authorised", "captured"])),
                        fields=("order",),
                        name="payment_one_pays_an_order",
                    ),
                ),
            ],
        ),
    ]
