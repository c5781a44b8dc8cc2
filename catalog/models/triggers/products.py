"""What the database does by itself when something that shoppers see changes.

A product's `version` grows with every change to it and to what its document is made of, `changed_at` says when,
and each new version leaves a `MirrorEntry`. Triggers do it, because `update()`, bulk operations, imports and psql pass
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
# Whoever gives a category another place holds the lock of this name.
CATEGORY_TREE = "catalog_category"
CATEGORY_STEP = 4
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
            NEW.changed_at := OLD.changed_at;
            IF NOT is_touched AND NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NEW;
            END IF;
        END IF;
        IF TG_OP = 'INSERT' OR NEW.slug <> OLD.slug THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(LEAST(NEW.slug, OLD.slug), 0));
            PERFORM pg_advisory_xact_lock(hashtextextended(GREATEST(NEW.slug, OLD.slug), 0));
        END IF;
        NEW.version := nextval('{VERSION_SEQUENCE}');
        NEW.changed_at := clock_timestamp();
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

# Whatever shows in a product's entry in the search touches the product, so this one trigger hears of all.
QUEUE_SEARCH = pgtrigger.Trigger(
    name="queue_search",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func="""
        IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
            RETURN NULL;
        END IF;
        INSERT INTO catalog_searchchange (product_id) VALUES (COALESCE(NEW.id, OLD.id));
        RETURN NULL;
    """,
)

# A row that names no place in the tree becomes the last root: whoever knows nothing of trees (psql, an import,
# the previous release) still makes one that is whole. Places are counted in base 36, four digits a level.
PLACE_CATEGORY = pgtrigger.Trigger(
    name="place_category",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__path=""),
    declare=[
        ("digits", "text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'"),
        ("last", "text"),
        ("number", "integer := 1"),
    ],
    func=f"""
        PERFORM pg_advisory_xact_lock(hashtextextended('{CATEGORY_TREE}', 0));
        SELECT coalesce(max(path), repeat('0', {CATEGORY_STEP})) INTO last FROM catalog_category WHERE length(path) = {CATEGORY_STEP};
        FOR place IN 1..length(last) LOOP
            number := number + (strpos(digits, substr(last, place, 1)) - 1) * (36 ^ (length(last) - place))::integer;
        END LOOP;
        FOR place IN 1..{CATEGORY_STEP} LOOP
            NEW.path := substr(digits, number % 36 + 1, 1) || NEW.path;
            number := number / 36;
        END LOOP;
        NEW.depth := 1;
        RETURN NEW;
    """,
)

# The documents name every category above a product, so that a whole branch is touched. Once a statement and not
# once a row: moving a branch changes many rows, and all products are to be locked in the order of their keys.
TOUCH_PRODUCTS_OF_CATEGORY = pgtrigger.Trigger(
    name="touch_products",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    level=pgtrigger.Statement,
    referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),  # type: ignore[no-untyped-call]
    declare=[("shown", "bigint[]")],
    func="""
        SELECT array_agg(DISTINCT below.id) INTO shown
        FROM new_rows AS now_is
        JOIN old_rows AS was ON was.id = now_is.id
        JOIN catalog_category AS below ON starts_with(below.path, now_is.path)
        WHERE (now_is.name, now_is.slug, now_is.description, now_is.position, now_is.path)
            IS DISTINCT FROM (was.name, was.slug, was.description, was.position, was.path);
        PERFORM 1 FROM catalog_product WHERE category_id = ANY (shown) ORDER BY id FOR NO KEY UPDATE;
        UPDATE catalog_product SET version = 0 WHERE category_id = ANY (shown);
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
_ANNOUNCE_STOCK = """
    INSERT INTO catalog_mirrorentry (product_id, slug)
    SELECT product.id, product.slug
    FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
    WHERE variant.id IN (OLD.variant_id, NEW.variant_id);
    RETURN NULL;
"""
ANNOUNCE_STOCK = pgtrigger.Trigger(
    name="announce_stock",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "NEW.variant_id <> OLD.variant_id OR "
        f"LEAST(NEW.on_hand - NEW.allocated, {PLENTY}) <> LEAST(OLD.on_hand - OLD.allocated, {PLENTY})"
    ),
    func=_ANNOUNCE_STOCK,
)
ANNOUNCE_NEW_AND_GONE_STOCK = pgtrigger.Trigger(
    name="announce_new_and_gone_stock",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Delete,
    func=_ANNOUNCE_STOCK,
)
