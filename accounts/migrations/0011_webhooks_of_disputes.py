"""Let webhooks tell of disputes and of what is not sent any more. Nothing changes in the database."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_return_address"),
    ]

    operations = [
        migrations.AlterField(
            model_name="webhookdelivery",
            name="event",
            field=models.CharField(
                choices=[
                    ("order.placed", "Order placed, not paid yet"),
                    ("order.authorised", "Order to ship, charged when it ships"),
                    ("order.paid", "Order paid"),
                    ("order.authorisation_ended", "Order not to be charged any more"),
                    ("order.cancelled", "Order cancelled"),
                    ("order.expired", "Order not paid in time"),
                    ("order.disputed", "Payment disputed at the buyer's bank"),
                    ("order.dispute_won", "Dispute decided for the shop"),
                    ("order.dispute_lost", "Dispute decided for the buyer"),
                    ("order.fulfilled", "Lines of the order shipped"),
                    ("order.rest_cancelled", "What was not shipped of the order is not sent"),
                    ("order.tracking_changed", "Tracking of a shipment corrected"),
                    ("order.refund_requested", "Refund asked for"),
                    ("order.refunded", "Refund done"),
                    ("order.refund_failed", "Refund failed"),
                    ("order.return_requested", "Return announced"),
                    ("order.return_received", "Return received"),
                    ("order.return_refused", "Return refused"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="webhookendpoint",
            name="events",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("order.placed", "Order placed, not paid yet"),
                        ("order.authorised", "Order to ship, charged when it ships"),
                        ("order.paid", "Order paid"),
                        ("order.authorisation_ended", "Order not to be charged any more"),
                        ("order.cancelled", "Order cancelled"),
                        ("order.expired", "Order not paid in time"),
                        ("order.disputed", "Payment disputed at the buyer's bank"),
                        ("order.dispute_won", "Dispute decided for the shop"),
                        ("order.dispute_lost", "Dispute decided for the buyer"),
                        ("order.fulfilled", "Lines of the order shipped"),
                        ("order.rest_cancelled", "What was not shipped of the order is not sent"),
                        ("order.tracking_changed", "Tracking of a shipment corrected"),
                        ("order.refund_requested", "Refund asked for"),
                        ("order.refunded", "Refund done"),
                        ("order.refund_failed", "Refund failed"),
                        ("order.return_requested", "Return announced"),
                        ("order.return_received", "Return received"),
                        ("order.return_refused", "Return refused"),
                    ],
                    max_length=40,
                ),
                size=None,
                verbose_name="told of",
            ),
        ),
    ]
