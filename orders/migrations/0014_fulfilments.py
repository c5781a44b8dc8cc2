"""Shipments of parts of orders; what was shipped before was shipped as a whole."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

COUNT_SHIPPED = """
UPDATE orders_orderline SET fulfilled_quantity = quantity WHERE shipped_at IS NOT NULL;
UPDATE orders_allocation SET dispatched = allocation.quantity
FROM orders_allocation AS allocation
JOIN orders_orderline AS line ON line.id = allocation.line_id
WHERE allocation.id = orders_allocation.id AND line.shipped_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_answered_requests"),
        ("assets3d", "0004_index_unfinished"),
        ("catalog", "0045_wanted_pictures"),
        ("orders", "0013_index_carts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Fulfilment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("carrier", models.CharField(blank=True, max_length=40)),
                ("tracking_number", models.CharField(blank=True, max_length=60)),
                ("tracking_url", models.URLField(blank=True, max_length=300)),
                ("fulfilment_key", models.UUIDField(editable=False, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["order", "number"],
            },
        ),
        migrations.CreateModel(
            name="FulfilmentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["line__position"],
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="dispatched",
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="orderline",
            name="fulfilled_quantity",
            field=models.PositiveSmallIntegerField(db_default=0, editable=False),
        ),
        migrations.RunSQL(COUNT_SHIPPED, reverse_sql=migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="shipped_as_a_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."shipped_at" IS NOT NULL AND OLD."shipped_at" IS NULL)',
                    func="\n        IF NEW.fulfilled_quantity = NEW.quantity THEN\n            RETURN NEW;\n        END IF;\n        IF NEW.fulfilled_quantity > 0 THEN\n            RAISE EXCEPTION 'Of order line % some were shipped before.', NEW.id;\n        END IF;\n        NEW.fulfilled_quantity := NEW.quantity;\n        RETURN NEW;\n    ",
                    hash="6a65d6a58bc3929e57c9bdf55634ff6ecc802251",
                    operation='UPDATE OF "shipped_at"',
                    pgid="pgtrigger_shipped_as_a_whole_289c1",
                    table="orders_orderline",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("dispatched__gte", 0), ("dispatched__lte", models.F("quantity"))),
                name="allocation_dispatched_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fulfilled_quantity__gte", 0), ("fulfilled_quantity__lte", models.F("quantity"))
                ),
                name="order_line_fulfilled_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shipped_at", None), ("fulfilled_quantity", models.F("quantity")), _connector="OR"
                ),
                name="order_line_shipped_is_fulfilled",
            ),
        ),
        migrations.AddField(
            model_name="fulfilment",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="fulfilment",
            name="merchant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.merchant"
            ),
        ),
        migrations.AddField(
            model_name="fulfilment",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fulfilments", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="fulfilmentline",
            name="fulfilment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.fulfilment"
            ),
        ),
        migrations.AddField(
            model_name="fulfilmentline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fulfilments", to="orders.orderline"
            ),
        ),
        migrations.AddConstraint(
            model_name="fulfilment",
            constraint=models.UniqueConstraint(fields=("order", "number"), name="fulfilment_once_a_number"),
        ),
        migrations.AddConstraint(
            model_name="fulfilment",
            constraint=models.UniqueConstraint(
                fields=("order", "fulfilment_key"), name="fulfilment_once_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="fulfilmentline",
            constraint=models.UniqueConstraint(fields=("fulfilment", "line"), name="fulfilment_line_once"),
        ),
        migrations.AddConstraint(
            model_name="fulfilmentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="fulfilment_line_quantity_positive"
            ),
        ),
    ]
