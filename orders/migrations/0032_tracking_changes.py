"""Let an order's story tell of tracking that was put right. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0031_refund_once_a_return"),
    ]

    operations = [
        migrations.AlterField(
            model_name="orderevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("placed", "Order placed"),
                    ("paid", "Paid"),
                    ("payment_declined", "Payment declined"),
                    ("payment_held", "Payment needs a person"),
                    ("cancelled", "Cancelled"),
                    ("expired", "Not paid in time"),
                    ("fulfilled", "Shipped"),
                    ("tracked", "Tracking changed"),
                    ("refund_requested", "Refund asked for"),
                    ("refunded", "Refunded"),
                    ("refund_failed", "Refund failed"),
                    ("return_requested", "Return announced"),
                    ("return_received", "Return received"),
                    ("return_refused", "Return refused"),
                    ("invoiced", "Invoice written"),
                    ("disputed", "Payment disputed at the bank"),
                    ("note", "Note"),
                ],
                max_length=24,
            ),
        ),
    ]
