"""Since when a product has its version. Empty for versions of before, whose documents stay as they are."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0040_validate_language"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="product",
            name="number_version",
        ),
        migrations.AddField(
            model_name="product",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="product",
            trigger=pgtrigger.compiler.Trigger(
                name="number_version",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_touched boolean;",
                    func="\n        IF TG_OP = 'DELETE' THEN\n            PERFORM pg_advisory_xact_lock(hashtextextended(OLD.slug, 0));\n            RETURN OLD;\n        END IF;\n        IF TG_OP = 'UPDATE' THEN\n            is_touched := NEW.version = 0;\n            NEW.version := OLD.version;\n            NEW.changed_at := OLD.changed_at;\n            IF NOT is_touched AND NEW IS NOT DISTINCT FROM OLD THEN\n                RETURN NEW;\n            END IF;\n        END IF;\n        IF TG_OP = 'INSERT' OR NEW.slug <> OLD.slug THEN\n            PERFORM pg_advisory_xact_lock(hashtextextended(LEAST(NEW.slug, OLD.slug), 0));\n            PERFORM pg_advisory_xact_lock(hashtextextended(GREATEST(NEW.slug, OLD.slug), 0));\n        END IF;\n        NEW.version := nextval('catalog_product_version');\n        NEW.changed_at := clock_timestamp();\n        RETURN NEW;\n    ",
                    hash="c204f94c2cb8d16da8f88561fec6abaaaece74fd",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_number_version_84a31",
                    table="catalog_product",
                    when="BEFORE",
                ),
            ),
        ),
    ]
