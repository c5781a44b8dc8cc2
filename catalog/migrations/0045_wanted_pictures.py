"""Pictures that lists name, to be fetched."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0044_collections_mirrored"),
    ]

    operations = [
        migrations.CreateModel(
            name="WantedPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=2000)),
                ("position", models.PositiveIntegerField()),
                ("alt", models.CharField(blank=True, max_length=200)),
                ("skus", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To be fetched"),
                            ("fetched", "Fetched"),
                            ("failed", "Not fetched"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("problem_code", models.CharField(blank=True, max_length=60)),
                ("problem", models.TextField(blank=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="catalog.importjob",
                    ),
                ),
                (
                    "media",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalog.productmedia",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wanted_pictures",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "ordering": ["product", "position", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["due_at", "id"],
                        name="wanted_picture_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "address"), name="wanted_picture_once_a_product"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sha256__regex", "^[0-9a-f]{64}$"), ("state", "fetched")),
                            models.Q(
                                models.Q(("state", "fetched"), _negated=True),
                                ("media__isnull", True),
                                ("sha256", ""),
                            ),
                            _connector="OR",
                        ),
                        name="wanted_picture_is_what_was_fetched",
                    ),
                ],
            },
        ),
    ]
