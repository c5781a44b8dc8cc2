"""What happens to orders, one line after another."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_answered_requests"),
        ("orders", "0010_allocations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("placed", "Order placed"),
                            ("paid", "Paid"),
                            ("payment_declined", "Payment declined"),
                            ("payment_held", "Payment needs a person"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Not paid in time"),
                            ("fulfilled", "Shipped"),
                            ("refund_requested", "Refund asked for"),
                            ("refunded", "Refunded"),
                            ("refund_failed", "Refund failed"),
                            ("return_requested", "Return announced"),
                            ("return_received", "Return received"),
                            ("return_refused", "Return refused"),
                            ("invoiced", "Invoice written"),
                            ("note", "Note"),
                        ],
                        max_length=24,
                    ),
                ),
                ("data", models.JSONField(default=dict)),
                ("happened_at", models.DateTimeField()),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.merchant",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="orders.order"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["order", "id"], name="order_event_story")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="stay_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."data" IS DISTINCT FROM (NEW."data") OR OLD."happened_at" IS DISTINCT FROM (NEW."happened_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."merchant_id" IS DISTINCT FROM (NEW."merchant_id") OR OLD."order_id" IS DISTINCT FROM (NEW."order_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9cd4f1a6627d844ca5f7eb197def5aeb5c25dbac",
                    operation="UPDATE",
                    pgid="pgtrigger_stay_as_written_69e15",
                    table="orders_orderevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="stay_for_ever",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="67cfe1fa442a320cd3faf0c1550340dccc8f017e",
                    operation="DELETE",
                    pgid="pgtrigger_stay_for_ever_637ab",
                    table="orders_orderevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
