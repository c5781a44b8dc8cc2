from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0038_validate_confirmed_orders")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="is_anew",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
