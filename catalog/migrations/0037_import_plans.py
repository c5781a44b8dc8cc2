"""What taking a list would make in the shop."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0036_index_attribute_numbers")]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="new_attributes",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()), default=list, editable=False
            ),
        ),
    ]
