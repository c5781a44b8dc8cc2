"""The rate at which an order's shipping is taxed, where it has one of its own. That it is a share, the next migration sees."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0051_index_disputed_orders")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="shipping_tax_rate",
            field=models.DecimalField(decimal_places=3, max_digits=6, null=True),
        ),
        AddConstraintNotValid(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("shipping_tax_rate__gte", 0), ("shipping_tax_rate__lte", 100)),
                name="order_shipping_tax_rate_is_a_share",
            ),
        ),
    ]
