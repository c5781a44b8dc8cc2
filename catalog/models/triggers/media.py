"""What the database does by itself when pictures and videos of a product change."""

import pgtrigger

from catalog.models.triggers.products import EVERY_WRITE

# A worker's attempts at a picture show nowhere.
TOUCH_PRODUCT_OF_MEDIA = pgtrigger.Trigger(
    name="touch_product",
    when=pgtrigger.After,
    operation=EVERY_WRITE,
    func="""
        IF TG_OP = 'UPDATE'
            AND (NEW.product_id, NEW.variant_id, NEW.state, NEW.position, NEW.alt, NEW.video_url, NEW.large_key)
            IS NOT DISTINCT FROM
            (OLD.product_id, OLD.variant_id, OLD.state, OLD.position, OLD.alt, OLD.video_url, OLD.large_key)
        THEN
            RETURN NULL;
        END IF;
        UPDATE catalog_product SET version = 0 WHERE id IN (OLD.product_id, NEW.product_id);
        RETURN NULL;
    """,
)
