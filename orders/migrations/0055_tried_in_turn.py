"""What waits to be printed is noted, so that nobody looks through all invoices for it; and what could not be given up has its
turn again later."""

import django.db.models.deletion
from django.db import migrations, models

# Reads all invoices once, which may take longer than a statement has otherwise.
TAKE_TIME = "SET LOCAL statement_timeout = 0"
NOTE_UNPRINTED = """
    INSERT INTO orders_printtry (invoice_id)
    SELECT invoice.id FROM orders_invoice invoice
    WHERE NOT EXISTS (SELECT FROM orders_invoicefile file WHERE file.invoice_id = invoice.id)
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0054_the_rest_is_not_sent")]

    operations = [
        migrations.AlterField(model_name="printtry", name="tried_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="ExpiryTry",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("tried_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL([TAKE_TIME, NOTE_UNPRINTED], migrations.RunSQL.noop),
    ]
