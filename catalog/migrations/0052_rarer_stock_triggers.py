"""Triggers of stock that are called only when what they look at changes."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0051_places_in_collections"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="stock",
            name="announce_stock",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="stock",
            name="take_location",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="stock",
            name="keep_ledger",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stock",
            trigger=pgtrigger.compiler.Trigger(
                name="announce_stock",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.variant_id <> OLD.variant_id OR LEAST(NEW.on_hand - NEW.allocated, 5) <> LEAST(OLD.on_hand - OLD.allocated, 5))",
                    func="\n    INSERT INTO catalog_mirrorentry (product_id, slug)\n    SELECT product.id, product.slug\n    FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id\n    WHERE variant.id IN (OLD.variant_id, NEW.variant_id);\n    RETURN NULL;\n",
                    hash="e3670e9b1fc879b2bf5f9a61650f1443a1ca143a",
                    operation="UPDATE",
                    pgid="pgtrigger_announce_stock_4d578",
                    table="catalog_stock",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stock",
            trigger=pgtrigger.compiler.Trigger(
                name="announce_new_and_gone_stock",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    INSERT INTO catalog_mirrorentry (product_id, slug)\n    SELECT product.id, product.slug\n    FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id\n    WHERE variant.id IN (OLD.variant_id, NEW.variant_id);\n    RETURN NULL;\n",
                    hash="6fdf6a4614cd037e4440b7d107afa89490bf88bb",
                    operation="INSERT OR DELETE",
                    pgid="pgtrigger_announce_new_and_gone_stock_ab26e",
                    table="catalog_stock",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stock",
            trigger=pgtrigger.compiler.Trigger(
                name="take_location",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE owner bigint;",
                    func="\n    SELECT merchant_id INTO owner FROM catalog_variant WHERE id = NEW.variant_id;\n    IF NEW.location_id IS NULL THEN\n        INSERT INTO catalog_stocklocation (merchant_id, name, is_default) VALUES (owner, 'Main stock', true)\n        ON CONFLICT DO NOTHING;\n        SELECT id INTO NEW.location_id FROM catalog_stocklocation WHERE merchant_id = owner AND is_default;\n    ELSIF NOT EXISTS (SELECT 1 FROM catalog_stocklocation WHERE id = NEW.location_id AND merchant_id = owner) THEN\n        RAISE EXCEPTION 'This place belongs to another merchant.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_at_its_merchants', TABLE = 'catalog_stock';\n    END IF;\n    RETURN NEW;\n",
                    hash="2c581348c893cb48966a354b917f1a83d2297fe5",
                    operation="INSERT",
                    pgid="pgtrigger_take_location_e883e",
                    table="catalog_stock",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stock",
            trigger=pgtrigger.compiler.Trigger(
                name="take_other_location",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."location_id" IS DISTINCT FROM (NEW."location_id") OR OLD."variant_id" IS DISTINCT FROM (NEW."variant_id"))',
                    declare="DECLARE owner bigint;",
                    func="\n    SELECT merchant_id INTO owner FROM catalog_variant WHERE id = NEW.variant_id;\n    IF NEW.location_id IS NULL THEN\n        INSERT INTO catalog_stocklocation (merchant_id, name, is_default) VALUES (owner, 'Main stock', true)\n        ON CONFLICT DO NOTHING;\n        SELECT id INTO NEW.location_id FROM catalog_stocklocation WHERE merchant_id = owner AND is_default;\n    ELSIF NOT EXISTS (SELECT 1 FROM catalog_stocklocation WHERE id = NEW.location_id AND merchant_id = owner) THEN\n        RAISE EXCEPTION 'This place belongs to another merchant.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_at_its_merchants', TABLE = 'catalog_stock';\n    END IF;\n    RETURN NEW;\n",
                    hash="f3e2148a972d19ab4aa045d71a35c3b9d7c85dad",
                    operation="UPDATE",
                    pgid="pgtrigger_take_other_location_14141",
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
                    condition='WHEN (OLD."on_hand" IS DISTINCT FROM (NEW."on_hand"))',
                    declare="DECLARE delta bigint; told jsonb;",
                    func="\n    delta := COALESCE(NEW.on_hand, 0) - COALESCE(OLD.on_hand, 0);\n    IF delta = 0 THEN\n        RETURN NULL;\n    END IF;\n    told := COALESCE(NULLIF(current_setting('vitrine.booking', true), ''), '{}')::jsonb;\n    INSERT INTO catalog_stockentry (stock_id, delta, reason, reference, actor_id, created_at)\n    VALUES (\n        COALESCE(NEW.id, OLD.id), delta, COALESCE(told->>'reason', 'correction'),\n        COALESCE(told->>'reference', ''), (told->>'actor_id')::bigint, statement_timestamp()\n    );\n    RETURN NULL;\n",
                    hash="faf20a9d6b6a179f7191702296b14dbff196e0bb",
                    operation="UPDATE",
                    pgid="pgtrigger_keep_ledger_9302d",
                    table="catalog_stock",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stock",
            trigger=pgtrigger.compiler.Trigger(
                name="begin_and_end_ledger",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE delta bigint; told jsonb;",
                    func="\n    delta := COALESCE(NEW.on_hand, 0) - COALESCE(OLD.on_hand, 0);\n    IF delta = 0 THEN\n        RETURN NULL;\n    END IF;\n    told := COALESCE(NULLIF(current_setting('vitrine.booking', true), ''), '{}')::jsonb;\n    INSERT INTO catalog_stockentry (stock_id, delta, reason, reference, actor_id, created_at)\n    VALUES (\n        COALESCE(NEW.id, OLD.id), delta, COALESCE(told->>'reason', 'correction'),\n        COALESCE(told->>'reference', ''), (told->>'actor_id')::bigint, statement_timestamp()\n    );\n    RETURN NULL;\n",
                    hash="19b2cf1226bddefeb53cbfa64ca6a7df10de3a24",
                    operation="INSERT OR DELETE",
                    pgid="pgtrigger_begin_and_end_ledger_055bd",
                    table="catalog_stock",
                    when="AFTER",
                ),
            ),
        ),
    ]
