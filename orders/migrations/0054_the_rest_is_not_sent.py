"""Let stories and e-mails tell that the rest of an order is not sent. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0053_validate_shipping_tax_rate"),
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
                    ("rest_kept", "The rest is not sent"),
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
                    ("rest_kept", "The rest is not sent"),
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
