"""Payments that are held are counted at once, of which there are few; built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0055_tried_in_turn")]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS payment_held", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(fields=["order"], name="payment_held", condition=models.Q(state="held")),
        ),
    ]
