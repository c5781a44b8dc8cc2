"""What the database notes when the document of a collection gets out of date."""

import pgtrigger

from catalog.models.triggers.products import EVERY_WRITE

QUEUE_COLLECTION = pgtrigger.Trigger(
    name="queue_collection",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func="""
        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        INSERT INTO catalog_collectionchange (slug)
        SELECT DISTINCT slug FROM unnest(ARRAY[OLD.slug, NEW.slug]) AS slug WHERE slug IS NOT NULL;
        RETURN NULL;
    """,
)

QUEUE_COLLECTION_OF_ITEM = pgtrigger.Trigger(
    name="queue_collection",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func="""
        IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        INSERT INTO catalog_collectionchange (slug)
        SELECT slug FROM catalog_collection WHERE id IN (OLD.collection_id, NEW.collection_id);
        RETURN NULL;
    """,
)

# The documents of collections hold the addresses of products.
QUEUE_COLLECTIONS_OF_PRODUCT = pgtrigger.Trigger(
    name="queue_collections",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(new__slug__df=pgtrigger.F("old__slug")),
    func="""
        INSERT INTO catalog_collectionchange (slug)
        SELECT collection.slug
        FROM catalog_collectionitem AS item JOIN catalog_collection AS collection ON collection.id = item.collection_id
        WHERE item.product_id = NEW.id;
        RETURN NULL;
    """,
)
