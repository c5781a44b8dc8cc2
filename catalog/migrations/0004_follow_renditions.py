"""A revision whose files are replaced by smaller ones shows in the documents of its products."""

from django.db import migrations

TOUCH_PRODUCTS = """
CREATE FUNCTION catalog_touch_products_of_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM catalog_product
    WHERE asset_id IN (SELECT id FROM assets3d_asset WHERE published_revision_id = NEW.id)
    ORDER BY id FOR NO KEY UPDATE;
    UPDATE catalog_product SET version = 0
    WHERE asset_id IN (SELECT id FROM assets3d_asset WHERE published_revision_id = NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER catalog_touch_products AFTER UPDATE OF conversion_id ON assets3d_revision
FOR EACH ROW WHEN (NEW.conversion_id IS DISTINCT FROM OLD.conversion_id)
EXECUTE FUNCTION catalog_touch_products_of_revision();
"""

LEAVE_PRODUCTS = """
DROP TRIGGER catalog_touch_products ON assets3d_revision;
DROP FUNCTION catalog_touch_products_of_revision();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_slugs_are_addresses"),
        ("assets3d", "0001_initial"),
    ]

    operations = [migrations.RunSQL(TOUCH_PRODUCTS, reverse_sql=LEAVE_PRODUCTS)]
