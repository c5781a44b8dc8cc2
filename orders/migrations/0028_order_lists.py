"""What lists of orders are filtered and searched by, built without holding up the shop."""

import django.contrib.postgres.indexes
import django.db.models.fields.json
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0027_returns")]

    operations = [
        AddIndexConcurrently(
            model_name="fulfilment",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("tracking_number"), name="text_pattern_ops"
                ),
                condition=models.Q(("tracking_number", ""), _negated=True),
                name="fulfilment_number_begins",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("order_state", "confirmed"), models.Q(("fulfilment_state", "fulfilled"), _negated=True)
                ),
                fields=["-number"],
                name="order_to_ship",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(fields=["placed_at"], name="order_placed_at"),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("email"), name="text_pattern_ops"
                ),
                name="order_mail_begins",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper(
                        django.db.models.fields.json.KeyTextTransform("name", "shipping_address")
                    ),
                    name="gin_trgm_ops",
                ),
                name="order_buyer_parts",
            ),
        ),
        AddIndexConcurrently(
            model_name="orderline",
            index=models.Index(fields=["merchant", "order"], name="order_line_of_merchant"),
        ),
        AddIndexConcurrently(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("fulfilled_quantity__lt", models.F("quantity"))),
                fields=["merchant", "order"],
                name="order_line_to_ship",
            ),
        ),
        AddIndexConcurrently(
            model_name="orderline",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("sku"), name="text_pattern_ops"
                ),
                name="order_line_sku_begins",
            ),
        ),
        AddIndexConcurrently(
            model_name="return",
            index=models.Index(
                condition=models.Q(("state", "requested")),
                fields=["merchant", "order"],
                name="return_waiting",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("order_state", "cancelled")), fields=["-number"], name="order_cancelled"
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("fulfilment_state", "partly")),
                fields=["-number"],
                name="order_partly_shipped",
            ),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("payment_state__in", ["failed", "held"])),
                fields=["-number"],
                name="order_payment_wrong",
            ),
        ),
    ]
