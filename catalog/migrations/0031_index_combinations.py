"""What the constraints of the next migration stand on, built without holding up the shop.

What an interrupted attempt left behind goes first.
"""

from django.db import migrations

BUILD = [
    "DROP INDEX CONCURRENTLY IF EXISTS variant_combination_once",
    "CREATE UNIQUE INDEX CONCURRENTLY variant_combination_once ON catalog_variant (product_id, combination)",
    "DROP INDEX CONCURRENTLY IF EXISTS variant_of_product",
    "CREATE UNIQUE INDEX CONCURRENTLY variant_of_product ON catalog_variant (id, product_id)",
]
REMOVE = [
    "DROP INDEX CONCURRENTLY IF EXISTS variant_combination_once",
    "DROP INDEX CONCURRENTLY IF EXISTS variant_of_product",
]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0030_variant_combination")]

    operations = [migrations.RunSQL(BUILD, reverse_sql=REMOVE)]
