"""What search engines and shared links say of a product in place of its name and line."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0027_index_scheduled")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="seo_title",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="In place of the name.",
                max_length=70,
                verbose_name="title",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="seo_description",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="In place of the line below the name.",
                max_length=160,
                verbose_name="description",
            ),
        ),
    ]
