"""The last place of a collection is found without looking at all of them; built without holding up the shop."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0050_follow_in_order")]

    operations = [
        AddIndexConcurrently(
            model_name="collectionitem",
            index=models.Index(fields=["collection", "position"], name="collection_item_place"),
        ),
    ]
