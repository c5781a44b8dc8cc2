"""Where a merchant's buyers send things back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_say_what_time_zone")]

    operations = [
        migrations.AddField(
            model_name="merchantdetails",
            name="return_address",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Where buyers send things back, line by line as on a label. When empty, the address of the invoices.",
                max_length=300,
                verbose_name="address for returns",
            ),
        ),
    ]
