"""Where the stock of each order line comes from; that of open orders comes from the one row their variant has."""

import django.db.models.deletion
from django.db import migrations, models


WRITE_DOWN = """
INSERT INTO orders_allocation (line_id, stock_id, quantity)
SELECT line.id, stock.id, line.quantity
FROM orders_orderline AS line
JOIN orders_order AS placed ON placed.id = line.order_id
JOIN catalog_stock AS stock ON stock.variant_id = line.variant_id
WHERE line.shipped_at IS NULL AND placed.order_state <> 'cancelled';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0024_stock_ledger"),
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField()),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allocations",
                        to="orders.orderline",
                    ),
                ),
                (
                    "stock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="catalog.stock",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("line", "stock"), name="allocation_once_a_stock"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="allocation_quantity_positive"
                    ),
                ],
            },
        ),
        migrations.RunSQL(WRITE_DOWN, reverse_sql=migrations.RunSQL.noop),
    ]
