"""Numbers of variants outside of this shop: GTIN and MPN."""

import catalog.models.offers
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0022_size_acceptances"),
    ]

    operations = [
        migrations.AddField(
            model_name="variant",
            name="gtin",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The number below the bar code.",
                max_length=14,
                validators=[catalog.models.offers.require_gtin],
                verbose_name="GTIN",
            ),
        ),
        migrations.AddField(
            model_name="variant",
            name="mpn",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What its maker calls this article.",
                max_length=70,
                verbose_name="MPN",
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("gtin__regex", "^([0-9]{8}|[0-9]{12,14})?$")),
                name="variant_gtin_is_a_number",
            ),
        ),
    ]
