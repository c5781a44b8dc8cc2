"""Let e-mails tell of returns that are announced and refused. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0048_invoices_printed_in_turn"),
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
                    ("let_go", "Set free again"),
                    ("refund_failed", "Money came back"),
                    ("cancelled", "Order cancelled"),
                    ("expired", "Not paid in time"),
                    ("return_announced", "Return announced"),
                    ("return_received", "Return received"),
                    ("return_refused", "Return refused"),
                ],
                max_length=16,
            ),
        ),
    ]
