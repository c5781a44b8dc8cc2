"""Another amount than was due can be set aside: a person accepts it, or lets go of all of it, which may be more than was due.

That the rows of before obey, the next migration sees: the limit is wider than it was.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.functions import Greatest


class Migration(migrations.Migration):
    dependencies = [("orders", "0045_index_wanted_invoices")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="is_accepted",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RemoveConstraint(model_name="payment", name="payment_refunded_within_limits"),
        AddConstraintNotValid(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_minor__gte", 0),
                    ("refunded_minor__gte", 0),
                    (
                        "refunded_minor__lte",
                        Greatest(
                            models.F("amount_minor"),
                            models.F("received_minor"),
                            models.F("authorised_minor"),
                        ),
                    ),
                ),
                name="payment_refunded_within_limits",
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
                    ("tracked", "Tracking corrected"),
                    ("refunded", "Money sent back"),
                    ("let_go", "Set free again"),
                    ("refund_failed", "Money came back"),
                    ("cancelled", "Order cancelled"),
                    ("expired", "Not paid in time"),
                    ("return_received", "Return received"),
                ],
                max_length=16,
            ),
        ),
    ]
