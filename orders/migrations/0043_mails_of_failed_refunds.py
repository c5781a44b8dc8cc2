"""Let e-mails tell of refunds that came back. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0042_refunds_elsewhere"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Order received"),
                    ("paid", "Order confirmed"),
                    ("authorised", "Order confirmed, charged later"),
                    ("captured", "Charged"),
                    ("lapsed", "Authorisation ended"),
                    ("shipped", "On its way"),
                    ("tracked", "Tracking corrected"),
                    ("refunded", "Money sent back"),
                    ("refund_failed", "Money came back"),
                    ("cancelled", "Order cancelled"),
                    ("expired", "Not paid in time"),
                    ("return_received", "Return received"),
                ],
                max_length=16,
            ),
        ),
    ]
