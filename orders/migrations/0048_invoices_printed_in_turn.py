"""When invoices that wait to be printed were last tried: a table of its own, since an invoice is never changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0047_validate_held_authorisations")]

    operations = [
        migrations.CreateModel(
            name="PrintTry",
            fields=[
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="print_try",
                        serialize=False,
                        to="orders.invoice",
                    ),
                ),
                ("tried_at", models.DateTimeField()),
            ],
        ),
    ]
