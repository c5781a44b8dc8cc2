"""The admin's list of products in its order, built without holding up the shop."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0032_options")]

    operations = [
        AddIndexConcurrently(
            model_name="product",
            index=models.Index(F("created_at").desc(), F("id").desc(), name="product_created"),
        ),
        AddIndexConcurrently(
            model_name="product",
            index=models.Index(
                F("merchant"), F("created_at").desc(), F("id").desc(), name="product_created_of_merchant"
            ),
        ),
    ]
