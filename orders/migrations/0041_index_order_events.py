"""What has happened since an instant is found, built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0040_fewer_indexes")]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS order_event_since", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="orderevent",
            index=models.Index(fields=["happened_at", "id"], name="order_event_since"),
        ),
    ]
