"""What the sweeper looks for when a recipe has a new version, built without holding up the workers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("assets3d", "0003_unique_by_unit")]

    operations = [
        AddIndexConcurrently(
            model_name="conversion",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running", "dead", "superseded"])),
                fields=["recipe", "recipe_version"],
                name="conversion_unfinished",
            ),
        ),
    ]
