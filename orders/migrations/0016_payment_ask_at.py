"""When providers are next asked about payments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_refunds")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="ask_at",
            field=models.DateTimeField(null=True),
        ),
    ]
