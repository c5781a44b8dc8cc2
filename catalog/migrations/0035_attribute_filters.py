"""Attributes that shoppers filter by."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0034_search_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="FilterChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attribute_id", models.BigIntegerField()),
                ("after_id", models.BigIntegerField(default=0)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="attribute",
            name="touch_products",
        ),
        migrations.AddField(
            model_name="attribute",
            name="is_filter",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether shoppers find products by it. The search follows by itself, many products within minutes.",
                verbose_name="is a filter",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attribute",
            trigger=pgtrigger.compiler.Trigger(
                name="touch_products",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))',
                    func="\n        PERFORM 1 FROM catalog_product WHERE id IN (SELECT product_id FROM catalog_attributevalue WHERE attribute_id = NEW.id) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_product SET version = 0 WHERE id IN (SELECT product_id FROM catalog_attributevalue WHERE attribute_id = NEW.id);\n        RETURN NULL;\n    ",
                    hash="630aad003209b01a84a37fbe8fad4eb4fee0f0a3",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_products_8e39b",
                    table="catalog_attribute",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attribute",
            trigger=pgtrigger.compiler.Trigger(
                name="queue_filter",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."is_filter" IS DISTINCT FROM (NEW."is_filter"))',
                    func="\n        INSERT INTO catalog_filterchange (attribute_id, after_id) VALUES (NEW.id, 0);\n        RETURN NULL;\n    ",
                    hash="a147123e98c195638932259bae2b74a28338ebb4",
                    operation="UPDATE",
                    pgid="pgtrigger_queue_filter_0cbb9",
                    table="catalog_attribute",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="attribute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_filter", False), models.Q(("kind", "text"), _negated=True), _connector="OR"
                ),
                name="attribute_text_is_no_filter",
                violation_error_message="Every text is another one; what shoppers find by has to be a choice.",
            ),
        ),
    ]
