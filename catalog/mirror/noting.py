"""Notes for those who follow the changes what came into the shop or the mirror past the queue."""

from collections.abc import Sequence

from django.db import connection, transaction

from catalog.models.triggers.changes import CHANGE_SEQUENCE, CHANGES

# ruff: noqa: S608  # the only things put into these statements are constants of ours

# What was published once and of which no change is noted, or only an older one.
UNNOTED = """
FROM catalog_product AS product
WHERE product.{column} = ANY (%s) AND product.published_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM catalog_productchange AS noted
    WHERE noted.slug = product.slug AND noted.version >= product.version
)
"""
# As the trigger `NOTE_CHANGES` does it: numbers and instants under a lock that is held until the transaction ends.
LOCK = f"SELECT pg_advisory_xact_lock(hashtextextended('{CHANGES}', 0))"
NOTE = f"""
WITH clock AS MATERIALIZED (
    SELECT GREATEST(clock_timestamp(), max(changed_at)) AS instant FROM catalog_productchange
),
unnoted AS MATERIALIZED (SELECT product.slug, product.version {UNNOTED} ORDER BY product.version)
INSERT INTO catalog_productchange (slug, version, changed_at, position)
SELECT unnoted.slug, unnoted.version, clock.instant, nextval('{CHANGE_SEQUENCE}') FROM unnoted CROSS JOIN clock
ON CONFLICT (slug) DO UPDATE SET
    version = EXCLUDED.version, changed_at = EXCLUDED.changed_at, position = EXCLUDED.position
"""


def note_products(ids: Sequence[int]) -> None:
    """Note those of these products that are not noted as they are; one query where there are none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 " + UNNOTED.format(column="id") + ")", [list(ids)])
        if cursor.fetchone() == (True,):
            cursor.execute(LOCK)
            cursor.execute(NOTE.format(column="id"), [list(ids)])


def note_products_of(merchant_ids: Sequence[int]) -> None:
    """Note all products of these merchants, in the caller's transaction, which should end soon after.

    Changes of others wait for that to be noted.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(NOTE.format(column="merchant_id"), [list(merchant_ids)])
