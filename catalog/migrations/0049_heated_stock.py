"""Stock that the shop found to sell in a rush knows when it did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0048_language_chosen")]

    operations = [
        migrations.AddField(
            model_name="stock",
            name="heated_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
