"""Prices have a time: those of before hold for ever. What was charged is kept by the database."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_category_tree"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="PriceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("variant_id", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("compare_at_minor", models.BigIntegerField(null=True)),
                ("valid", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="price",
            name="price_once_a_currency",
        ),
        migrations.AddField(
            model_name="price",
            name="compare_at_minor",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="instead of (cents)"),
        ),
        migrations.AddField(
            model_name="price",
            name="valid",
            field=django.contrib.postgres.fields.ranges.DateTimeRangeField(
                db_default=models.Func(
                    models.Value(None),
                    models.Value(None),
                    function="tstzrange",
                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                )
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="price",
            trigger=pgtrigger.compiler.Trigger(
                name="guard_history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF NEW IS NOT DISTINCT FROM OLD OR lower(OLD.valid) >= statement_timestamp() THEN\n            RETURN NEW;\n        END IF;\n        IF upper(OLD.valid) <= statement_timestamp() OR upper(NEW.valid) < statement_timestamp()\n            OR lower(NEW.valid) IS DISTINCT FROM lower(OLD.valid)\n        THEN\n            RAISE EXCEPTION 'What was charged stays as it is.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'price_history_stays', TABLE = 'catalog_price';\n        END IF;\n        IF (NEW.variant_id, NEW.currency, NEW.amount_minor, NEW.compare_at_minor)\n            IS DISTINCT FROM (OLD.variant_id, OLD.currency, OLD.amount_minor, OLD.compare_at_minor)\n        THEN\n            NEW.valid := tstzrange(statement_timestamp(), upper(NEW.valid));\n        END IF;\n        RETURN NEW;\n    ",
                    hash="e7745a3c3dce1a1e701cabd42d5bdebf24e3177b",
                    operation="UPDATE",
                    pgid="pgtrigger_guard_history_2fd39",
                    table="catalog_price",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="price",
            trigger=pgtrigger.compiler.Trigger(
                name="keep_history",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF lower(OLD.valid) >= statement_timestamp() OR lower(NEW.valid) IS NOT DISTINCT FROM lower(OLD.valid)\n            AND TG_OP = 'UPDATE'\n        THEN\n            RETURN NULL;\n        END IF;\n        INSERT INTO catalog_pricerecord (variant_id, currency, amount_minor, compare_at_minor, valid)\n        VALUES (\n            OLD.variant_id, OLD.currency, OLD.amount_minor, OLD.compare_at_minor,\n            tstzrange(lower(OLD.valid), LEAST(upper(OLD.valid), statement_timestamp()))\n        );\n        RETURN NULL;\n    ",
                    hash="b8abee919cb89df96a6bc655ecdbaeb85e1e8a9a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_keep_history_d762e",
                    table="catalog_price",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="price",
            trigger=pgtrigger.compiler.Trigger(
                name="announce_bounds",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        INSERT INTO catalog_mirrorentry (product_id, slug, created_at, available_at)\n        SELECT product.id, product.slug, bound, bound\n        FROM unnest(ARRAY[lower(NEW.valid), upper(NEW.valid)]) AS bound,\n            catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id\n        WHERE variant.id = NEW.variant_id AND bound > statement_timestamp()\n            AND (OLD IS NULL OR bound NOT IN (\n                COALESCE(lower(OLD.valid), '-infinity'), COALESCE(upper(OLD.valid), '-infinity')\n            ));\n        RETURN NULL;\n    ",
                    hash="279e05a86cc744217e928687d41295802b8499f7",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_announce_bounds_f663d",
                    table="catalog_price",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("variant", "="), ("currency", "="), ("valid", "&&")], name="price_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("compare_at_minor__gt", models.F("amount_minor"))),
                name="price_below_what_it_is_compared_with",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False)), name="price_valid_some_time"
            ),
        ),
        migrations.AddIndex(
            model_name="pricerecord",
            index=models.Index(fields=["variant_id", "currency"], name="price_record_of_variant"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricerecord",
            trigger=pgtrigger.compiler.Trigger(
                name="stay_as_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6c213b18e49144739223096c69ecd26369b21e50",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_stay_as_written_08481",
                    table="catalog_pricerecord",
                    when="BEFORE",
                ),
            ),
        ),
    ]
