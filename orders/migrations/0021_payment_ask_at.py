"""When providers are next asked about payments."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_refunds")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="ask_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("ask_at__isnull", False)), fields=["ask_at"], name="payment_due"
            ),
        ),
    ]
