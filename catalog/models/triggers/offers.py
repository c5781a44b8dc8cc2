"""What the database does by itself when a price or stock changes: it keeps what was, and tells the mirror.

The clock of prices is the statement's (`statement_timestamp`), the same that `Now()` asks, so that a service and a trigger that
it sets off mean one instant.
"""

import pgtrigger

from catalog.models.triggers.products import EVERY_WRITE

# A price that has not begun may be changed as a whole: nobody was asked for it.
GUARD_HISTORY = pgtrigger.Trigger(
    name="guard_history",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="""
        IF NEW IS NOT DISTINCT FROM OLD OR lower(OLD.valid) >= statement_timestamp() THEN
            RETURN NEW;
        END IF;
        IF upper(OLD.valid) <= statement_timestamp() OR upper(NEW.valid) < statement_timestamp()
            OR lower(NEW.valid) IS DISTINCT FROM lower(OLD.valid)
        THEN
            RAISE EXCEPTION 'What was charged stays as it is.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'price_history_stays', TABLE = 'catalog_price';
        END IF;
        IF (NEW.variant_id, NEW.currency, NEW.amount_minor, NEW.compare_at_minor)
            IS DISTINCT FROM (OLD.variant_id, OLD.currency, OLD.amount_minor, OLD.compare_at_minor)
        THEN
            NEW.valid := tstzrange(statement_timestamp(), upper(NEW.valid));
        END IF;
        RETURN NEW;
    """,
)

# What was charged moves into a table of its own: while a release rolls out, the one before asks for a variant's price
# as if there were but one row. A row that has ended by itself stays where it is and tells the same.
KEEP_HISTORY = pgtrigger.Trigger(
    name="keep_history",
    when=pgtrigger.After,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF lower(OLD.valid) >= statement_timestamp() OR lower(NEW.valid) IS NOT DISTINCT FROM lower(OLD.valid)
            AND TG_OP = 'UPDATE'
        THEN
            RETURN NULL;
        END IF;
        INSERT INTO catalog_pricerecord (variant_id, currency, amount_minor, compare_at_minor, valid)
        VALUES (
            OLD.variant_id, OLD.currency, OLD.amount_minor, OLD.compare_at_minor,
            tstzrange(lower(OLD.valid), LEAST(upper(OLD.valid), statement_timestamp()))
        );
        RETURN NULL;
    """,
)

TOUCH_PRODUCT_OF_PRICE = pgtrigger.Trigger(
    name="touch_product",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func="""
        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        UPDATE catalog_product SET version = 0
        WHERE id IN (SELECT product_id FROM catalog_variant WHERE id IN (OLD.variant_id, NEW.variant_id));
        RETURN NULL;
    """,
)

# A start or an end that is still to come waits in the mirror's queue until then. An entry without a version asks the
# relay to touch the product; one whose price was changed meanwhile does no harm.
ANNOUNCE_BOUNDS = pgtrigger.Trigger(
    name="announce_bounds",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        INSERT INTO catalog_mirrorentry (product_id, slug, created_at, available_at)
        SELECT product.id, product.slug, bound, bound
        FROM unnest(ARRAY[lower(NEW.valid), upper(NEW.valid)]) AS bound,
            catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
        WHERE variant.id = NEW.variant_id AND bound > statement_timestamp()
            AND (OLD IS NULL OR bound NOT IN (
                COALESCE(lower(OLD.valid), '-infinity'), COALESCE(upper(OLD.valid), '-infinity')
            ));
        RETURN NULL;
    """,
)

# Every order that is placed changes `allocated`, of which none of these but ANNOUNCE_STOCK (products.py) knows. PostgreSQL
# looks at a condition before it calls a function, and only a trigger of updates alone can have one that speaks of both rows.
_TAKE_LOCATION = """
    SELECT merchant_id INTO owner FROM catalog_variant WHERE id = NEW.variant_id;
    IF NEW.location_id IS NULL THEN
        INSERT INTO catalog_stocklocation (merchant_id, name, is_default) VALUES (owner, 'Main stock', true)
        ON CONFLICT DO NOTHING;
        SELECT id INTO NEW.location_id FROM catalog_stocklocation WHERE merchant_id = owner AND is_default;
    ELSIF NOT EXISTS (SELECT 1 FROM catalog_stocklocation WHERE id = NEW.location_id AND merchant_id = owner) THEN
        RAISE EXCEPTION 'This place belongs to another merchant.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_at_its_merchants', TABLE = 'catalog_stock';
    END IF;
    RETURN NEW;
"""
TAKE_LOCATION = pgtrigger.Trigger(
    name="take_location",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("owner", "bigint")],
    func=_TAKE_LOCATION,
)
TAKE_OTHER_LOCATION = pgtrigger.Trigger(
    name="take_other_location",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("variant", "location"),
    declare=[("owner", "bigint")],
    func=_TAKE_LOCATION,
)

# Whoever says why sets `vitrine.booking` for the transaction (catalog/services/booking.py); who does not, as in psql,
# corrects.
_KEEP_LEDGER = """
    delta := COALESCE(NEW.on_hand, 0) - COALESCE(OLD.on_hand, 0);
    IF delta = 0 THEN
        RETURN NULL;
    END IF;
    told := COALESCE(NULLIF(current_setting('vitrine.booking', true), ''), '{}')::jsonb;
    INSERT INTO catalog_stockentry (stock_id, delta, reason, reference, actor_id, created_at)
    VALUES (
        COALESCE(NEW.id, OLD.id), delta, COALESCE(told->>'reason', 'correction'),
        COALESCE(told->>'reference', ''), (told->>'actor_id')::bigint, statement_timestamp()
    );
    RETURN NULL;
"""
KEEP_LEDGER = pgtrigger.Trigger(
    name="keep_ledger",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("on_hand"),
    declare=[("delta", "bigint"), ("told", "jsonb")],
    func=_KEEP_LEDGER,
)
BEGIN_AND_END_LEDGER = pgtrigger.Trigger(
    name="begin_and_end_ledger",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Delete,
    declare=[("delta", "bigint"), ("told", "jsonb")],
    func=_KEEP_LEDGER,
)

# One trigger deep is an INSERT of somebody's own; KEEP_LEDGER comes from two.
WRITTEN_BY_TRIGGER = pgtrigger.Trigger(
    name="written_by_trigger",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'The ledger follows the stock; change the stock.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_entry_by_trigger', TABLE = 'catalog_stockentry';
        END IF;
        RETURN NEW;
    """,
)
