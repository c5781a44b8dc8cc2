"""What the database does by itself when something that shoppers see changes.

A product's `version` grows with every change to it and to what its document is made of, and each new
version leaves a `MirrorEntry`. Triggers do it, because `update()`, bulk operations, imports and psql pass
by everything that Django could do.

Writing 0 into `version` asks for a new version ("touching" a product); whatever else is written there is
ignored, so that saving an object read some time ago does no harm.

One sequence numbers the versions of all products: an address may pass from one product to another, and
the newcomer must not meet a tombstone with a higher version. For the same reason a transaction that takes
or leaves an address holds a lock named after it before it draws its number.
"""

import pgtrigger

from catalog.scarcity import PLENTY

# ruff: noqa: S608  # the only things put into these statements are constants of ours

VERSION_SEQUENCE = "catalog_product_version"
EVERY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

NUMBER_PRODUCT = pgtrigger.Trigger(
    name="number_version",
    when=pgtrigger.Before,
    operation=EVERY_WRITE,
    declare=[("is_touched", "boolean")],
    func=f"""
        IF TG_OP = 'DELETE' THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(OLD.slug, 0));
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' THEN
            is_touched := NEW.version = 0;
            NEW.version := OLD.version;
            IF NOT is_touched AND NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NEW;
            END IF;
        END IF;
        IF TG_OP = 'INSERT' OR NEW.slug <> OLD.slug THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(LEAST(NEW.slug, OLD.slug), 0));
            PERFORM pg_advisory_xact_lock(hashtextextended(GREATEST(NEW.slug, OLD.slug), 0));
        END IF;
        NEW.version := nextval('{VERSION_SEQUENCE}');
        RETURN NEW;
    """,
)

ANNOUNCE_PRODUCT = pgtrigger.Trigger(
    name="announce_change",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func=f"""
        IF TG_OP = 'DELETE' THEN
            INSERT INTO catalog_mirrorentry (product_id, slug, version)
            VALUES (OLD.id, OLD.slug, nextval('{VERSION_SEQUENCE}'));
            RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
            RETURN NULL;
        END IF;
        INSERT INTO catalog_mirrorentry (product_id, slug, version) VALUES (NEW.id, NEW.slug, NEW.version);
        IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
            INSERT INTO catalog_mirrorentry (product_id, slug, version)
            VALUES (NEW.id, OLD.slug, NEW.version);
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.merchant_id <> OLD.merchant_id THEN
            UPDATE catalog_variant SET merchant_id = NEW.merchant_id WHERE product_id = NEW.id;
        END IF;
        RETURN NULL;
    """,
)

TOUCH_PRODUCTS_OF_CATEGORY = pgtrigger.Trigger(
    name="touch_products",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(),
    func="""
        PERFORM 1 FROM catalog_product WHERE category_id = NEW.id ORDER BY id FOR NO KEY UPDATE;
        UPDATE catalog_product SET version = 0 WHERE category_id = NEW.id;
        RETURN NULL;
    """,
)

TAKE_MERCHANT = pgtrigger.Trigger(
    name="take_merchant",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        SELECT merchant_id INTO NEW.merchant_id FROM catalog_product WHERE id = NEW.product_id;
        RETURN NEW;
    """,
)

TOUCH_PRODUCT_OF_VARIANT = pgtrigger.Trigger(
    name="touch_product",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func="""
        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        UPDATE catalog_product SET version = 0 WHERE id IN (OLD.product_id, NEW.product_id);
        RETURN NULL;
    """,
)

# Orders change stock all the time and in any order of products, so this one takes no lock on them: two
# orders would deadlock. An entry without a version asks the relay to touch the product later.
ANNOUNCE_STOCK = pgtrigger.Trigger(
    name="announce_stock",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func=f"""
        IF TG_OP = 'UPDATE' AND NEW.variant_id = OLD.variant_id
            AND LEAST(NEW.on_hand - NEW.allocated, {PLENTY}) = LEAST(OLD.on_hand - OLD.allocated, {PLENTY})
        THEN
            RETURN NULL;
        END IF;
        INSERT INTO catalog_mirrorentry (product_id, slug)
        SELECT product.id, product.slug
        FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
        WHERE variant.id IN (OLD.variant_id, NEW.variant_id);
        RETURN NULL;
    """,
)
