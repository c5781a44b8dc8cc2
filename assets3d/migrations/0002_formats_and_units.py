"""Other kinds of files, the unit that a merchant chose, and work that nobody waits for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assets3d", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="conversion",
            name="is_background",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="conversion",
            name="source_format",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="conversion",
            name="unit",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mm", "Millimetres"),
                    ("cm", "Centimetres"),
                    ("m", "Metres"),
                    ("in", "Inches"),
                    ("ft", "Feet"),
                ],
                db_default="",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="unit",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mm", "Millimetres"),
                    ("cm", "Centimetres"),
                    ("m", "Metres"),
                    ("in", "Inches"),
                    ("ft", "Feet"),
                ],
                db_default="",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="unit",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mm", "Millimetres"),
                    ("cm", "Centimetres"),
                    ("m", "Metres"),
                    ("in", "Inches"),
                    ("ft", "Feet"),
                ],
                db_default="",
                max_length=4,
            ),
        ),
        migrations.AlterField(
            model_name="conversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting"),
                    ("running", "Converting"),
                    ("done", "Ready"),
                    ("refused", "Needs attention"),
                    ("dead", "Failed on our side"),
                    ("superseded", "Left to a newer recipe"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="rendition",
            name="role",
            field=models.CharField(
                choices=[
                    ("web", "Model for the shop"),
                    ("web-webp", "Model for older browsers"),
                    ("high", "Model for close looks"),
                    ("lite", "Model for weak devices"),
                    ("nano", "First glimpse of the model"),
                    ("ar-glb", "Model for rooms, Android"),
                    ("ar-usdz", "Model for rooms, iPhone and iPad"),
                    ("poster-1024", "Poster, large"),
                    ("poster-512", "Poster, medium"),
                    ("poster-256", "Poster, small"),
                ],
                max_length=20,
            ),
        ),
    ]
