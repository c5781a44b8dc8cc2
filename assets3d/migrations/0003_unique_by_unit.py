"""The same bytes may be converted in several units, and one upload may become several revisions.

What is unique is wider than before, so no row can be in the way; the narrower constraints go last.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assets3d", "0002_formats_and_units")]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="assets3d.source",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversion",
            constraint=models.UniqueConstraint(
                fields=("source_sha256", "recipe", "recipe_version", "unit"),
                name="conversion_once_a_file_recipe_and_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("source", "unit"), name="revision_once_a_source_and_unit"
            ),
        ),
        migrations.RemoveConstraint(
            model_name="conversion",
            name="conversion_once_a_file_and_recipe",
        ),
    ]
