"""Let e-mails tell of tracking that was corrected. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0032_tracking_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Order received"),
                    ("paid", "Order confirmed"),
                    ("shipped", "On its way"),
                    ("tracked", "Tracking corrected"),
                    ("refunded", "Money sent back"),
                    ("cancelled", "Order cancelled"),
                    ("expired", "Not paid in time"),
                    ("return_received", "Return received"),
                ],
                max_length=16,
            ),
        ),
    ]
