"""Pieces that are not sent because their money goes back, and which return a refund pays for.

That the rows of before obey, the next migration sees.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0028_order_lists")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="withdrawn_quantity",
            field=models.PositiveSmallIntegerField(db_default=0, editable=False),
        ),
        migrations.AddField(
            model_name="refundline",
            name="withdrawn_quantity",
            field=models.PositiveSmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name="refund",
            name="returned",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="orders.return",
            ),
        ),
        AddConstraintNotValid(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_quantity__gte", 0),
                    ("withdrawn_quantity__lte", models.F("quantity") - models.F("fulfilled_quantity")),
                ),
                name="order_line_withdrawn_in_range",
            ),
        ),
        AddConstraintNotValid(
            model_name="refundline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_quantity__gte", 0), ("withdrawn_quantity__lte", models.F("quantity"))
                ),
                name="refund_line_withdrawn_in_range",
            ),
        ),
    ]
