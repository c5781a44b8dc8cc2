"""What the database does by itself when something is said of products, or said differently."""

import pgtrigger

TAKE_KIND = pgtrigger.Trigger(
    name="take_kind",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        SELECT kind INTO NEW.kind FROM catalog_attribute WHERE id = NEW.attribute_id;
        RETURN NEW;
    """,
)


def _touch_products_that_say(column: str) -> str:
    """Touch the products with a value whose `column` is the changed row's key, in the order of their keys."""
    said = f"SELECT product_id FROM catalog_attributevalue WHERE {column} = NEW.id"  # noqa: S608  # a column of ours
    return f"""
        PERFORM 1 FROM catalog_product WHERE id IN ({said}) ORDER BY id FOR NO KEY UPDATE;
        UPDATE catalog_product SET version = 0 WHERE id IN ({said});
        RETURN NULL;
    """  # noqa: S608  # as above


TOUCH_PRODUCTS_OF_ATTRIBUTE = pgtrigger.Trigger(
    name="touch_products",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["is_filter"]),
    func=_touch_products_that_say("attribute_id"),
)

# No document changes when shoppers may filter by something, only entries of the search do: perhaps those of all
# products. So it is one row, which the search's relay works off by and by.
QUEUE_FILTER = pgtrigger.Trigger(
    name="queue_filter",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("is_filter"),
    func="""
        INSERT INTO catalog_filterchange (attribute_id, after_id) VALUES (NEW.id, 0);
        RETURN NULL;
    """,
)

TOUCH_PRODUCTS_OF_CHOICE = pgtrigger.Trigger(
    name="touch_products",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(),
    func=_touch_products_that_say("choice_id"),
)

# Documents name the collections that they are in.
TOUCH_PRODUCTS_OF_COLLECTION = pgtrigger.Trigger(
    name="touch_products",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(),
    func="""
        PERFORM 1 FROM catalog_product
        WHERE id IN (SELECT product_id FROM catalog_collectionitem WHERE collection_id = NEW.id)
        ORDER BY id FOR NO KEY UPDATE;
        UPDATE catalog_product SET version = 0
        WHERE id IN (SELECT product_id FROM catalog_collectionitem WHERE collection_id = NEW.id);
        RETURN NULL;
    """,
)
