"""Orders that are disputed are found at once, of which there are few; built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0050_disputes")]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS order_disputed", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                fields=["-number"], name="order_disputed", condition=models.Q(is_disputed=True)
            ),
        ),
    ]
