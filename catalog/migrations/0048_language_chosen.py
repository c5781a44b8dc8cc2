"""The language of a product's words is shown on its page; nothing of that is the database's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0047_pictures_wanted_by_programs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="language",
            field=models.CharField(db_default="en", default="en", max_length=12),
        ),
    ]
