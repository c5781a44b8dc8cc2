"""What finds the cart of a person and those left behind, built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BUILD = [
    "DROP INDEX CONCURRENTLY IF EXISTS cart_one_open_a_user",
    "CREATE UNIQUE INDEX CONCURRENTLY cart_one_open_a_user ON orders_cart (user_id)"
    " WHERE state = 'open' AND user_id IS NOT NULL",
]
REMOVE = ["DROP INDEX CONCURRENTLY IF EXISTS cart_one_open_a_user"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0012_cart_of_user")]

    operations = [
        migrations.RunSQL(
            BUILD,
            reverse_sql=REMOVE,
            state_operations=[
                migrations.AddConstraint(
                    model_name="cart",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open"), ("user__isnull", False)),
                        fields=("user",),
                        name="cart_one_open_a_user",
                    ),
                ),
            ],
        ),
        AddIndexConcurrently(
            model_name="cart",
            index=models.Index(
                condition=models.Q(("user__isnull", False)), fields=["user"], name="cart_of_user"
            ),
        ),
        AddIndexConcurrently(
            model_name="cart",
            index=models.Index(
                condition=models.Q(("state", "open"), ("user__isnull", True)),
                fields=["changed_at"],
                name="cart_left_behind",
            ),
        ),
    ]
