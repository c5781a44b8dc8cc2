"""Lists of products that merchants send, what is wrong with them, and what products are called in them."""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0004_follow_renditions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("vitrine", "Vitrine's own list"), ("shopify", "Product export of Shopify")],
                        max_length=10,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("filename", models.CharField(max_length=255)),
                ("key", models.CharField(editable=False, max_length=200, unique=True)),
                ("bytes", models.BigIntegerField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("applying", "Being taken"),
                            ("done", "Taken"),
                            ("refused", "Unreadable"),
                            ("discarded", "Discarded"),
                            ("failed", "Failed on our side"),
                        ],
                        default="checking",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("refusal_code", models.CharField(blank=True, editable=False, max_length=60)),
                ("refusal", models.TextField(blank=True, editable=False)),
                ("products", models.PositiveIntegerField(editable=False, null=True)),
                ("rows", models.PositiveIntegerField(editable=False, null=True)),
                ("left_out", models.JSONField(default=dict, editable=False)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("created", models.PositiveIntegerField(default=0, editable=False)),
                ("changed", models.PositiveIntegerField(default=0, editable=False)),
                ("unchanged", models.PositiveIntegerField(default=0, editable=False)),
                ("refused", models.PositiveIntegerField(default=0, editable=False)),
                ("problems_found", models.PositiveIntegerField(default=0, editable=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("lease_token", models.UUIDField(editable=False, null=True)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("finished_at", models.DateTimeField(editable=False, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.category"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="accounts.merchant",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=200)),
                ("code", models.CharField(max_length=60)),
                ("message", models.TextField()),
                ("is_refusal", models.BooleanField(default=True)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="catalog.importjob",
                    ),
                ),
            ],
            options={
                "ordering": ["line", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProductOrigin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("vitrine", "Vitrine's own list"), ("shopify", "Product export of Shopify")],
                        max_length=10,
                    ),
                ),
                ("handle", models.CharField(max_length=255)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.merchant"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="catalog.product",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(
                condition=models.Q(("state__in", ("checking", "applying"))),
                fields=["lease_until"],
                name="import_working",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "position",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("created"), "+", models.F("changed")
                                ),
                                "+",
                                models.F("unchanged"),
                            ),
                            "+",
                            models.F("refused"),
                        ),
                    )
                ),
                name="import_counts_each_product_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="import_currency_is_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_token__isnull", True), ("lease_until__isnull", True)),
                    models.Q(("lease_token__isnull", False), ("lease_until__isnull", False)),
                    _connector="OR",
                ),
                name="import_lease_is_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="importproblem",
            index=models.Index(fields=["job", "line", "id"], name="import_problem_by_line"),
        ),
        migrations.AddConstraint(
            model_name="productorigin",
            constraint=models.UniqueConstraint(
                fields=("merchant", "source", "handle"), name="origin_once_a_handle"
            ),
        ),
        migrations.AddConstraint(
            model_name="productorigin",
            constraint=models.UniqueConstraint(fields=("product", "source"), name="origin_once_a_product"),
        ),
    ]
