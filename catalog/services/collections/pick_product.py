"""Put a product into collections of its merchant, and take it out of others."""

from collections.abc import Collection as Keys

from django.db.models import Max

from catalog.models import CollectionItem, Product


def pick_product(*, product: Product, into: Keys[int], out_of_others: bool) -> bool:
    """In the caller's transaction; whether anything is otherwise now. The shop's own collections are left alone.

    It comes behind what each collection holds already, and keeps its place in those that it is in. `into` are keys of
    collections of the product's merchant.
    """
    own = CollectionItem.objects.filter(product=product, collection__merchant=product.merchant_id)
    now = set(own.values_list("collection", flat=True))
    left = now - set(into) if out_of_others else set()
    if left:
        own.filter(collection__in=left).delete()
    new = set(into) - now
    if new:
        _put_into(product, new)
    return bool(left or new)


def _put_into(product: Product, collection_ids: set[int]) -> None:
    last = dict(
        CollectionItem.objects.filter(collection__in=collection_ids)
        .order_by()
        .values_list("collection")
        .annotate(last=Max("position"))
    )
    CollectionItem.objects.bulk_create(
        CollectionItem(collection_id=number, product=product, position=last.get(number, -1) + 1)
        for number in sorted(collection_ids)
    )
