"""Whether an order is disputed at a buyer's bank, which dispute something was said of, and words for both.

The columns have defaults of the database's own, so that the release before writes rows without them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0049_mails_of_returns")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="is_disputed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="paymentevent",
            name="dispute",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
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
                    ("dispute_won", "Dispute decided for the shop"),
                    ("dispute_lost", "Dispute decided for the buyer"),
                    ("note", "Note"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="paymentevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("authorised", "Authorised"),
                    ("succeeded", "Paid"),
                    ("declined", "Declined"),
                    ("voided", "Authorisation ended"),
                    ("disputed", "Disputed"),
                    ("dispute_won", "Dispute won"),
                    ("dispute_lost", "Dispute lost"),
                ],
                max_length=12,
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
                    ("chargeback", "Taken back by the buyer's bank"),
                ],
                max_length=16,
            ),
        ),
    ]
