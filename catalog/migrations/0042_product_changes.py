"""What the mirror has come to show, for those who follow the changes."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0041_changed_at"),
    ]

    operations = [
        # Orders the changes of one instant; see catalog/models/triggers/changes.py.
        migrations.RunSQL(
            "CREATE SEQUENCE catalog_productchange_position",
            reverse_sql="DROP SEQUENCE catalog_productchange_position",
        ),
        migrations.CreateModel(
            name="ProductChange",
            fields=[
                ("slug", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("position", models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="productchange",
            index=models.Index(fields=["changed_at", "position"], name="product_change_in_order"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mirrorentry",
            trigger=pgtrigger.compiler.Trigger(
                name="note_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE slugs text[]; instant timestamptz;",
                    func="\n        SELECT array_agg(DISTINCT done.slug) INTO slugs\n        FROM new_rows AS done JOIN old_rows AS was ON was.id = done.id\n        WHERE done.done_at IS NOT NULL AND was.done_at IS NULL AND done.version IS NOT NULL;\n        IF slugs IS NULL THEN\n            RETURN NULL;\n        END IF;\n        PERFORM pg_advisory_xact_lock(hashtextextended('catalog_productchange', 0));\n        SELECT GREATEST(clock_timestamp(), max(changed_at)) INTO instant FROM catalog_productchange;\n        INSERT INTO catalog_productchange (slug, version, changed_at, position)\n        SELECT done.slug, max(done.version), instant, nextval('catalog_productchange_position')\n        FROM new_rows AS done\n        WHERE done.slug = ANY (slugs) AND done.version IS NOT NULL AND (\n            EXISTS (SELECT 1 FROM catalog_product WHERE slug = done.slug AND published_at IS NOT NULL)\n            OR EXISTS (SELECT 1 FROM catalog_productchange WHERE slug = done.slug)\n        )\n        GROUP BY done.slug ORDER BY max(done.version)\n        ON CONFLICT (slug) DO UPDATE SET\n            version = GREATEST(EXCLUDED.version, catalog_productchange.version),\n            changed_at = EXCLUDED.changed_at,\n            position = EXCLUDED.position;\n        RETURN NULL;\n    ",
                    hash="0ef6ac471e6bad32e7c537d7dec8445f6c339f02",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_note_changes_458a9",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="catalog_mirrorentry",
                    when="AFTER",
                ),
            ),
        ),
    ]
