"""A return is paid for once; what sees to it is built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.db import migrations, models

BUILD = [
    "DROP INDEX CONCURRENTLY IF EXISTS refund_once_a_return",
    "CREATE UNIQUE INDEX CONCURRENTLY refund_once_a_return ON orders_refund (returned_id)"
    " WHERE returned_id IS NOT NULL AND NOT state = 'failed'",
]
REMOVE = ["DROP INDEX CONCURRENTLY IF EXISTS refund_once_a_return"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0030_validate_withdrawn_pieces")]

    operations = [
        migrations.RunSQL(
            BUILD,
            reverse_sql=REMOVE,
            state_operations=[
                migrations.AddConstraint(
                    model_name="refund",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("returned__isnull", False), models.Q(("state", "failed"), _negated=True)
                        ),
                        fields=("returned",),
                        name="refund_once_a_return",
                    ),
                ),
            ],
        ),
    ]
