"""Triggers on what belongs to other apps but shows in a product's document.

They stand here and not in those apps' models, which know nothing of the catalogue.
"""

from django.db import migrations

TOUCH_PRODUCTS = """
CREATE FUNCTION catalog_touch_products_of_{owner}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM catalog_product WHERE {owner}_id = NEW.id ORDER BY id FOR NO KEY UPDATE;
    UPDATE catalog_product SET version = 0 WHERE {owner}_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER catalog_touch_products AFTER UPDATE OF {column} ON {table}
FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column})
EXECUTE FUNCTION catalog_touch_products_of_{owner}();
"""

LEAVE_PRODUCTS = """
DROP TRIGGER catalog_touch_products ON {table};
DROP FUNCTION catalog_touch_products_of_{owner}();
"""

MERCHANT = {"owner": "merchant", "table": "accounts_merchant", "column": "name"}
ASSET = {"owner": "asset", "table": "assets3d_asset", "column": "published_revision_id"}


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("accounts", "0001_initial"),
        ("assets3d", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(TOUCH_PRODUCTS.format(**MERCHANT), reverse_sql=LEAVE_PRODUCTS.format(**MERCHANT)),
        migrations.RunSQL(TOUCH_PRODUCTS.format(**ASSET), reverse_sql=LEAVE_PRODUCTS.format(**ASSET)),
    ]
