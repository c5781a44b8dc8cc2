"""Stock lies at locations, and a ledger tells how it came to be. What is there now lies at each merchant's first one."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


BEGIN_LEDGER = """
INSERT INTO catalog_stocklocation (merchant_id, name, is_default)
SELECT DISTINCT variant.merchant_id, 'Main stock', true
FROM catalog_stock AS stock JOIN catalog_variant AS variant ON variant.id = stock.variant_id;
UPDATE catalog_stock AS stock SET location_id = location.id
FROM catalog_variant AS variant JOIN catalog_stocklocation AS location ON location.merchant_id = variant.merchant_id
WHERE variant.id = stock.variant_id;
INSERT INTO catalog_stockentry (stock_id, delta, reason, reference)
SELECT id, on_hand, 'opening', '' FROM catalog_stock WHERE on_hand > 0;
-- Else the checks of the new foreign key would still be due when the column is altered.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0023_article_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StockEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("delta", models.BigIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("opening", "Opening stock"),
                            ("received", "Received"),
                            ("counted", "Counted"),
                            ("damaged", "Damaged"),
                            ("returned", "Returned"),
                            ("correction", "Correction"),
                            ("moved", "Moved"),
                            ("dispatched", "Dispatched"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name_plural": "stock entries",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="StockLocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("is_default", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="stock",
            options={"ordering": ["pk"], "verbose_name_plural": "stock"},
        ),
        migrations.AlterField(
            model_name="stock",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stock", to="catalog.variant"
            ),
        ),
        migrations.AddField(
            model_name="stockentry",
            name="actor",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stockentry",
            name="stock",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="entries",
                to="catalog.stock",
            ),
        ),
        migrations.AddField(
            model_name="stocklocation",
            name="merchant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stock_locations",
                to="accounts.merchant",
            ),
        ),
        migrations.AddField(
            model_name="stock",
            name="location",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stock",
                to="catalog.stocklocation",
            ),
        ),
        migrations.RunSQL(BEGIN_LEDGER, reverse_sql=migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="stock",
            name="location",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="stock", to="catalog.stocklocation"
            ),
        ),
        migrations.AddConstraint(
            model_name="stock",
            constraint=models.UniqueConstraint(fields=("variant", "location"), name="stock_once_a_location"),
        ),
        migrations.AddConstraint(
            model_name="stockentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("stock", "reason", "reference"),
                name="stock_entry_once_a_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklocation",
            constraint=models.UniqueConstraint(
                fields=("merchant", "name"), name="stock_location_once_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("merchant",),
                name="stock_location_one_default",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stock",
            trigger=pgtrigger.compiler.Trigger(
                name="take_location",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE owner bigint;",
                    func="\n        SELECT merchant_id INTO owner FROM catalog_variant WHERE id = NEW.variant_id;\n        IF NEW.location_id IS NULL THEN\n            INSERT INTO catalog_stocklocation (merchant_id, name, is_default) VALUES (owner, 'Main stock', true)\n            ON CONFLICT DO NOTHING;\n            SELECT id INTO NEW.location_id FROM catalog_stocklocation WHERE merchant_id = owner AND is_default;\n        ELSIF NOT EXISTS (SELECT 1 FROM catalog_stocklocation WHERE id = NEW.location_id AND merchant_id = owner) THEN\n            RAISE EXCEPTION 'This place belongs to another merchant.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_at_its_merchants', TABLE = 'catalog_stock';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="077006e6adedd9c0ea9d516c016424d13ee571a0",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_take_location_e883e",
                    table="catalog_stock",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stock",
            trigger=pgtrigger.compiler.Trigger(
                name="keep_ledger",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE delta bigint; told jsonb;",
                    func="\n        delta := COALESCE(NEW.on_hand, 0) - COALESCE(OLD.on_hand, 0);\n        IF delta = 0 THEN\n            RETURN NULL;\n        END IF;\n        told := COALESCE(NULLIF(current_setting('vitrine.booking', true), ''), '{}')::jsonb;\n        INSERT INTO catalog_stockentry (stock_id, delta, reason, reference, actor_id, created_at)\n        VALUES (\n            COALESCE(NEW.id, OLD.id), delta, COALESCE(told->>'reason', 'correction'),\n            COALESCE(told->>'reference', ''), (told->>'actor_id')::bigint, statement_timestamp()\n        );\n        RETURN NULL;\n    ",
                    hash="348ed9affc44779ab9ff19a8a40a30c2a3e79331",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_keep_ledger_9302d",
                    table="catalog_stock",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockentry",
            trigger=pgtrigger.compiler.Trigger(
                name="written_by_trigger",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION 'The ledger follows the stock; change the stock.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_entry_by_trigger', TABLE = 'catalog_stockentry';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="10cd9f15c1621cf8b8ea708d404e1585fe2771ac",
                    operation="INSERT",
                    pgid="pgtrigger_written_by_trigger_7c5ef",
                    table="catalog_stockentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stockentry",
            trigger=pgtrigger.compiler.Trigger(
                name="stay_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="200edbcc1bb46cc769e8b349a3b3d08e379d16cc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_stay_as_written_e3360",
                    table="catalog_stockentry",
                    when="BEFORE",
                ),
            ),
        ),
    ]
