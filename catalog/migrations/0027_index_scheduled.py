"""What the clock looks for, built without holding up the shop."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0026_scheduled_products")]

    operations = [
        AddIndexConcurrently(
            model_name="product",
            index=models.Index(
                condition=models.Q(("state", "scheduled")), fields=["publish_at"], name="product_scheduled"
            ),
        ),
    ]
