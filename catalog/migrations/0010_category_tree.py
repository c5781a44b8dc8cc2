"""Categories hang in a tree; products are touched with everything above them."""

import django.core.validators
import django.db.models.expressions
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Every category that there is hangs at the top, in its present order.
HANG_AT_THE_TOP = """
WITH places AS (SELECT id, row_number() OVER (ORDER BY position, name)::integer AS number FROM catalog_category)
UPDATE catalog_category AS category
SET depth = 1,
    path = (
        SELECT string_agg(substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
            places.number / (36 ^ place)::integer % 36 + 1, 1), '' ORDER BY place DESC)
        FROM generate_series(0, 3) AS place
    )
FROM places WHERE places.id = category.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_imports"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="category",
            name="touch_products",
        ),
        migrations.AddField(
            model_name="category",
            name="depth",
            field=models.PositiveIntegerField(db_default=0, editable=False),
        ),
        migrations.AddField(
            model_name="category",
            name="numchild",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="category",
            name="path",
            field=models.CharField(db_default="", editable=False, max_length=255),
        ),
        # Between the triggers, so that no product gets a new version for a place that no document tells yet.
        migrations.RunSQL(HANG_AT_THE_TOP, reverse_sql=migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="category",
            name="path",
            field=models.CharField(db_default="", editable=False, max_length=255, unique=True),
        ),
        migrations.AddField(
            model_name="category",
            name="size_tolerance_percent",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="How far a 3D model may be from the stated size. Empty: as the category above has it.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="tolerance of sizes (%)",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="place_category",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"path\" = '')",
                    declare="DECLARE digits text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'; last text; number integer := 1;",
                    func="\n        PERFORM pg_advisory_xact_lock(hashtextextended('catalog_category', 0));\n        SELECT coalesce(max(path), repeat('0', 4)) INTO last FROM catalog_category WHERE length(path) = 4;\n        FOR place IN 1..length(last) LOOP\n            number := number + (strpos(digits, substr(last, place, 1)) - 1) * (36 ^ (length(last) - place))::integer;\n        END LOOP;\n        FOR place IN 1..4 LOOP\n            NEW.path := substr(digits, number % 36 + 1, 1) || NEW.path;\n            number := number / 36;\n        END LOOP;\n        NEW.depth := 1;\n        RETURN NEW;\n    ",
                    hash="41614bfa40b6d17bb3f5242a2a69cf438cf18def",
                    operation="INSERT",
                    pgid="pgtrigger_place_category_877de",
                    table="catalog_category",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_products",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE shown bigint[];",
                    func="\n        SELECT array_agg(DISTINCT below.id) INTO shown\n        FROM new_rows AS now_is\n        JOIN old_rows AS was ON was.id = now_is.id\n        JOIN catalog_category AS below ON starts_with(below.path, now_is.path)\n        WHERE (now_is.name, now_is.slug, now_is.description, now_is.position, now_is.path)\n            IS DISTINCT FROM (was.name, was.slug, was.description, was.position, was.path);\n        PERFORM 1 FROM catalog_product WHERE category_id = ANY (shown) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_product SET version = 0 WHERE category_id = ANY (shown);\n        RETURN NULL;\n    ",
                    hash="d523a0b93d2e2119c03d8d491e48d94bf49ae52c",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_products_5a32e",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="catalog_category",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "depth",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.text.Length("path"), "/", models.Value(4)
                        ),
                    ),
                    ("depth__range", (1, 10)),
                ),
                name="category_depth_is_that_of_its_path",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("size_tolerance_percent__lte", 100)),
                name="category_size_tolerance_is_a_share",
            ),
        ),
    ]
