"""The language that a product is described in. That the rows of before obey, the next migration sees."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0038_media")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="language",
            field=models.CharField(db_default="en", default="en", editable=False, max_length=12),
        ),
        AddConstraintNotValid(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("language__regex", "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
                ),
                name="product_language_is_a_tag",
            ),
        ),
    ]
