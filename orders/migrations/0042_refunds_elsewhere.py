"""Let stories and refunds tell of money that was given back at the payment provider. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0041_index_order_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="orderevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("placed", "Order placed"),
                    ("paid", "Paid"),
                    ("payment_authorised", "Payment authorised"),
                    ("capture_requested", "Capture asked for"),
                    ("payment_captured", "Payment captured"),
                    ("capture_failed", "Capture failed"),
                    ("payment_voided", "Authorisation ended"),
                    ("payment_declined", "Payment declined"),
                    ("payment_held", "Payment needs a person"),
                    ("cancelled", "Cancelled"),
                    ("expired", "Not paid in time"),
                    ("fulfilled", "Shipped"),
                    ("tracked", "Tracking changed"),
                    ("refund_requested", "Refund asked for"),
                    ("refunded", "Refunded"),
                    ("refund_failed", "Refund failed"),
                    ("refunded_elsewhere", "Refunded at the payment provider"),
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
        migrations.AlterField(
            model_name="refund",
            name="reason",
            field=models.CharField(
                choices=[
                    ("requested", "The buyer asked for it"),
                    ("return", "Sent back"),
                    ("damaged", "Damaged or wrong"),
                    ("unavailable", "Cannot be delivered"),
                    ("goodwill", "Goodwill"),
                    ("cancelled", "Order cancelled"),
                    ("late_money", "Paid after the order was cancelled"),
                    ("duplicate", "Paid a second time"),
                    ("wrong_amount", "Another amount than due"),
                    ("elsewhere", "Refunded at the payment provider"),
                ],
                max_length=16,
            ),
        ),
    ]
