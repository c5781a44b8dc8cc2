"""Money that is set aside when an order is paid, and taken later.

That the rows of before obey, the next migration sees.
"""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0033_mails_of_tracking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Capture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Under way"), ("succeeded", "Captured"), ("failed", "Failed")],
                        default="pending",
                        max_length=12,
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("ask_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="order_confirmed_is_paid",
        ),
        migrations.AddField(
            model_name="payment",
            name="authorised_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="payment",
            name="is_captured_later",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="payment",
            name="released_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="refund",
            name="is_released",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="order",
            name="payment_state",
            field=models.CharField(
                choices=[
                    ("pending", "Not paid yet"),
                    ("authorised", "Authorised, not yet captured"),
                    ("captured", "Paid"),
                    ("failed", "Declined"),
                    ("cancelled", "Cancelled"),
                    ("held", "Needs a person"),
                    ("returned", "Given back"),
                    ("voided", "Authorisation ended"),
                ],
                default="pending",
                max_length=12,
            ),
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
                    ("cancelled", "Order cancelled"),
                    ("expired", "Not paid in time"),
                    ("return_received", "Return received"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Not paid yet"),
                    ("authorised", "Authorised, not yet captured"),
                    ("captured", "Paid"),
                    ("failed", "Declined"),
                    ("cancelled", "Cancelled"),
                    ("held", "Needs a person"),
                    ("returned", "Given back"),
                    ("voided", "Authorisation ended"),
                ],
                default="pending",
                max_length=12,
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
                ],
                max_length=12,
            ),
        ),
        AddConstraintNotValid(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order_state", "confirmed"), _negated=True),
                    ("payment_state__in", ["captured", "authorised", "voided"]),
                    _connector="OR",
                ),
                name="order_confirmed_is_paid_or_promised",
            ),
        ),
        AddConstraintNotValid(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authorised_minor", 0), ("released_minor", 0)),
                    models.Q(
                        (
                            "authorised_minor__gte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("received_minor"), "+", models.F("released_minor")
                            ),
                        ),
                        (
                            "refunded_minor__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("received_minor"), "+", models.F("released_minor")
                            ),
                        ),
                        ("released_minor__gte", 0),
                    ),
                    _connector="OR",
                ),
                name="payment_captured_within_authorised",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="captures", to="orders.payment"
            ),
        ),
        migrations.AddIndex(
            model_name="capture",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["ask_at"], name="capture_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gte", 1)), name="capture_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "failed"), _negated=True),
                fields=("payment",),
                name="capture_one_a_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at", None), ("state", "pending")),
                    models.Q(models.Q(("state", "pending"), _negated=True), ("finished_at__isnull", False)),
                    _connector="OR",
                ),
                name="capture_finished_when_not_pending",
            ),
        ),
    ]
