"""Which products say numbers within bounds, built without holding up the shop."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0035_attribute_filters")]

    operations = [
        AddIndexConcurrently(
            model_name="attributevalue",
            index=models.Index(
                condition=models.Q(("number__isnull", False)),
                fields=["attribute", "number", "product"],
                name="attribute_value_number",
            ),
        ),
    ]
