"""A confirmed order may be held: less was captured than was authorised for it.

That the rows of before obey, the next migration sees.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0036_index_captures")]

    operations = [
        migrations.RemoveConstraint(model_name="order", name="order_confirmed_is_paid_or_promised"),
        AddConstraintNotValid(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order_state", "confirmed"), _negated=True),
                    ("payment_state__in", ("captured", "authorised", "voided", "held")),
                    _connector="OR",
                ),
                name="order_confirmed_is_paid_or_promised",
            ),
        ),
    ]
