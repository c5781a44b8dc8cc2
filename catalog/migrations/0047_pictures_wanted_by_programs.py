"""Programs name pictures as well, without any list."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0046_stock_buckets"),
    ]

    operations = [
        migrations.AlterField(
            model_name="wantedpicture",
            name="job",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pictures",
                to="catalog.importjob",
            ),
        ),
    ]
