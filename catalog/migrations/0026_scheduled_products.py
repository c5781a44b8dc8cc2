"""Products that go on sale by themselves at a time to come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("assets3d", "0004_index_unfinished"),
        ("catalog", "0025_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("scheduled", "Scheduled"),
                    ("published", "Published"),
                    ("archived", "Archived"),
                ],
                default="draft",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="publish_at",
            field=models.DateTimeField(
                blank=True,
                help_text="In UTC. It goes on sale by itself once it is scheduled with the button below.",
                null=True,
                verbose_name="goes on sale at",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="schedule_note",
            field=models.TextField(
                blank=True, db_default="", default="", editable=False, verbose_name="not published"
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "scheduled"), _negated=True)
                | models.Q(("publish_at__isnull", False)),
                name="product_scheduled_for",
            ),
        ),
    ]
