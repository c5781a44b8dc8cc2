"""Which values of its product's options a variant has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0029_tax_classes")]

    operations = [
        migrations.AddField(
            model_name="variant",
            name="combination",
            field=models.TextField(editable=False, null=True),
        ),
    ]
