"""Variants follow their values only once nobody else does so within their products."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0049_heated_stock"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="productoption",
            name="follow_option",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="variantoption",
            name="follow_added",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="variantoption",
            name="follow_changed",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="variantoption",
            name="follow_removed",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="productoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_option",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."position" IS DISTINCT FROM (NEW."position"))',
                    func="\n        PERFORM 1 FROM catalog_variant WHERE id IN (SELECT variant_id FROM catalog_variantoption WHERE option_id = NEW.id) ORDER BY id FOR NO KEY UPDATE;\n        PERFORM 1 FROM catalog_product\n        WHERE id IN (SELECT product_id FROM catalog_variant WHERE id IN (SELECT variant_id FROM catalog_variantoption WHERE option_id = NEW.id)) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_variant SET combination = '' WHERE id IN (SELECT variant_id FROM catalog_variantoption WHERE option_id = NEW.id);\n        RETURN NULL;\n    ",
                    hash="57a63e4b786bf52f13006a454b057ca3d40248f4",
                    operation="UPDATE",
                    pgid="pgtrigger_follow_option_66c59",
                    table="catalog_productoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variantoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_added",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        PERFORM 1 FROM catalog_variant WHERE id IN (SELECT variant_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE;\n        PERFORM 1 FROM catalog_product\n        WHERE id IN (SELECT product_id FROM catalog_variant WHERE id IN (SELECT variant_id FROM new_rows)) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_variant SET combination = '' WHERE id IN (SELECT variant_id FROM new_rows);\n        RETURN NULL;\n    ",
                    hash="bd788d8cfa9845867e6231839a8b0d7a343e358d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_follow_added_ff3ac",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="catalog_variantoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variantoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        PERFORM 1 FROM catalog_variant WHERE id IN (SELECT variant_id FROM old_rows UNION SELECT variant_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE;\n        PERFORM 1 FROM catalog_product\n        WHERE id IN (SELECT product_id FROM catalog_variant WHERE id IN (SELECT variant_id FROM old_rows UNION SELECT variant_id FROM new_rows)) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_variant SET combination = '' WHERE id IN (SELECT variant_id FROM old_rows UNION SELECT variant_id FROM new_rows);\n        RETURN NULL;\n    ",
                    hash="7f2af3d12739a4490fb561d9f76fc8e9ccaf2c0f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_follow_changed_1a207",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="catalog_variantoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="variantoption",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_removed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        PERFORM 1 FROM catalog_variant WHERE id IN (SELECT variant_id FROM old_rows) ORDER BY id FOR NO KEY UPDATE;\n        PERFORM 1 FROM catalog_product\n        WHERE id IN (SELECT product_id FROM catalog_variant WHERE id IN (SELECT variant_id FROM old_rows)) ORDER BY id FOR NO KEY UPDATE;\n        UPDATE catalog_variant SET combination = '' WHERE id IN (SELECT variant_id FROM old_rows);\n        RETURN NULL;\n    ",
                    hash="4f1beb43e0c30b89b33355cfe4ae70f5c30ed0ba",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_follow_removed_a619b",
                    referencing="REFERENCING OLD TABLE AS old_rows ",
                    table="catalog_variantoption",
                    when="AFTER",
                ),
            ),
        ),
    ]
