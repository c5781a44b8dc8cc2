"""Whoever begins to follow the changes is told of everything that was published before they were noted."""

from django.db import migrations

TELL = """
    INSERT INTO catalog_productchange (slug, version, changed_at, position)
    SELECT slug, version, statement_timestamp(), nextval('catalog_productchange_position')
    FROM catalog_product WHERE published_at IS NOT NULL ORDER BY id
    ON CONFLICT (slug) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0042_product_changes"),
    ]

    operations = [
        migrations.RunSQL(TELL, reverse_sql=migrations.RunSQL.noop),
    ]
