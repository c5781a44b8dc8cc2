"""Put a product into collections of its merchant, and take it out of others."""

from collections.abc import Collection as Keys

from django.db.models import OuterRef, Subquery

from catalog.models import Collection, CollectionItem, Product


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
        put_into(product, new)
    return bool(left or new)


def put_into(product: Product, collection_ids: Keys[int]) -> None:
    """In the caller's transaction: behind what each collection holds. The product is in none of them."""
    if not collection_ids:
        return
    last = (
        CollectionItem.objects.filter(collection=OuterRef("pk")).order_by("-position").values("position")[:1]
    )
    chosen = Collection.objects.filter(pk__in=collection_ids).order_by("pk")
    CollectionItem.objects.bulk_create(
        CollectionItem(
            collection_id=number, product=product, position=0 if position is None else position + 1
        )
        for number, position in chosen.values_list("pk", Subquery(last))
    )
