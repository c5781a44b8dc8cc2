"""Stock of what sells in a rush may lie in several rows at one place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0045_wanted_pictures")]

    operations = [
        migrations.AddField(
            model_name="stock",
            name="bucket",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="stock",
            name="is_hot",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="sells in a rush"
            ),
        ),
        migrations.AddConstraint(
            model_name="stock",
            constraint=models.UniqueConstraint(
                fields=("variant", "location", "bucket"), name="stock_once_a_bucket"
            ),
        ),
        migrations.RemoveConstraint(model_name="stock", name="stock_once_a_location"),
        migrations.AddConstraint(
            model_name="stock",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_hot", False), ("bucket", 0), _connector="OR"),
                name="stock_bucket_not_hot",
            ),
        ),
        migrations.AlterField(
            model_name="stockentry",
            name="reason",
            field=models.CharField(
                choices=[
                    ("opening", "Opening stock"),
                    ("received", "Received"),
                    ("counted", "Counted"),
                    ("damaged", "Damaged"),
                    ("returned", "Returned"),
                    ("correction", "Correction"),
                    ("moved", "Moved"),
                    ("dispatched", "Dispatched"),
                    ("spread", "Spread out"),
                ],
                max_length=12,
            ),
        ),
    ]
