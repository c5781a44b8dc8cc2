"""Whose turn it is of papers that wait to be written; built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0044_wanted_invoices_in_turn")]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS wanted_invoice_turn", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="wantedinvoice",
            index=models.Index(F("tried_at").asc(nulls_first=True), F("id"), name="wanted_invoice_turn"),
        ),
    ]
