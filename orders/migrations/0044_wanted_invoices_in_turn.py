"""When papers that wait to be written were last tried."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0043_mails_of_failed_refunds")]

    operations = [
        migrations.AddField(
            model_name="wantedinvoice",
            name="tried_at",
            field=models.DateTimeField(null=True),
        ),
    ]
