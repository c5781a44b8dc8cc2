"""Put a product into collections of its merchant, and take it out of others."""

from collections.abc import Collection as Keys

from django.db import connection

from catalog.errors import CollectionGone
from catalog.models import CollectionItem, Product

# The lock is the one that the database takes for every reference to a row: nobody deletes the collection meanwhile, and
# whoever says something else of it goes on.
_LAST_PLACES = """
    SELECT collection.id, (
        SELECT position FROM catalog_collectionitem WHERE collection_id = collection.id ORDER BY position DESC LIMIT 1
    )
    FROM catalog_collection AS collection WHERE collection.id = ANY(%s) ORDER BY collection.id FOR KEY SHARE OF collection
"""


def pick_product(*, product: Product, into: Keys[int], out_of_others: bool) -> bool:
    """In the caller's transaction; whether anything is otherwise now. The shop's own collections are left alone.

    It comes behind what each collection holds already, and keeps its place in those that it is in. `into` are keys of
    collections of the product's merchant. Raises CollectionGone, and nothing has changed, for one that was deleted since.
    """
    own = CollectionItem.objects.filter(product=product, collection__merchant=product.merchant_id)
    now = set(own.values_list("collection", flat=True))
    left = now - set(into) if out_of_others else set()
    new = set(into) - now
    if new:
        put_into(product, new)
    if left:
        own.filter(collection__in=left).delete()
    return bool(left or new)


def put_into(product: Product, collection_ids: Keys[int]) -> None:
    """In the caller's transaction: behind what each collection holds. The product is in none of them.

    Raises CollectionGone, and nothing has changed, for one that was deleted since.
    """
    if not collection_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LAST_PLACES, [sorted(collection_ids)])
        places: dict[int, int | None] = dict(cursor.fetchall())
    if gone := frozenset(collection_ids) - places.keys():
        raise CollectionGone(gone)
    CollectionItem.objects.bulk_create(
        CollectionItem(
            collection_id=number, product=product, position=0 if position is None else position + 1
        )
        for number, position in places.items()
    )
