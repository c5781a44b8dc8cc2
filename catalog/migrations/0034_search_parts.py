"""What the admin searches by, built without holding up the shop."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0033_list_products")]

    operations = [
        AddIndexConcurrently(
            model_name="product",
            index=GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="product_name_parts"),
        ),
        AddIndexConcurrently(
            model_name="product",
            index=GinIndex(OpClass(Upper("slug"), name="gin_trgm_ops"), name="product_slug_parts"),
        ),
        AddIndexConcurrently(
            model_name="variant",
            index=GinIndex(OpClass(Upper("sku"), name="gin_trgm_ops"), name="variant_sku_parts"),
        ),
    ]
