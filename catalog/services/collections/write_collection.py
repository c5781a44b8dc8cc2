"""Make a collection of a merchant, say something else of one, and take one away."""

import hashlib
from typing import TypedDict

from django.db import transaction

from catalog.errors import OwnCollectionNotFound, TooManyCollections, VersionMismatch
from catalog.jobs import ring_mirror_relay
from catalog.models import Collection, Product
from catalog.models.collections import MOST_COLLECTIONS
from catalog.services.editing.hold_product import Versions
from catalog.services.editing.own_address import only_one_at

FACTS = ("name", "slug", "description", "is_shown")
# As many digits as an ETag is read with.
VERSION_BYTES = 7


class CollectionFacts(TypedDict, total=False):
    """Columns of a collection that a merchant fills. What is not in here stays as it is."""

    name: str
    slug: str
    description: str
    is_shown: bool


def version_of(collection: Collection) -> int:
    """A number that follows from what is said of it: another one once somebody says something else, wherever they do."""
    said = repr([getattr(collection, fact) for fact in FACTS])
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=VERSION_BYTES).digest())


def create_collection(*, merchant_id: int, facts: CollectionFacts) -> Collection:
    """`facts` hold at least name and slug. Raises SlugTaken, TooManyCollections."""
    # Two at once may make one too many, which does no harm.
    if Collection.objects.filter(merchant=merchant_id).count() >= MOST_COLLECTIONS:
        raise TooManyCollections(f"A merchant has up to {MOST_COLLECTIONS} collections.")
    with transaction.atomic():
        with only_one_at(facts["slug"], Collection.objects.all()):
            collection = Collection.objects.create(merchant_id=merchant_id, **facts)
        ring_mirror_relay()
    return collection


def update_collection(
    *, collection_id: int, merchant_id: int, versions: Versions, changes: CollectionFacts
) -> Collection:
    """Write what is said now. Raises OwnCollectionNotFound, VersionMismatch, SlugTaken."""
    with transaction.atomic():
        collection = _held(collection_id, merchant_id, versions)
        for fact, said in changes.items():
            setattr(collection, fact, said)
        if changes:
            with only_one_at(collection.slug, Collection.objects.all()):
                collection.save(update_fields=list(changes))
        ring_mirror_relay()
    return collection


def delete_collection(*, collection_id: int, merchant_id: int | None, versions: Versions) -> Collection:
    """Take it away, which its products survive; as it was. Without a merchant it is one of the shop's own.

    Raises OwnCollectionNotFound, VersionMismatch.
    """
    with transaction.atomic():
        collection = _held(collection_id, merchant_id, versions)
        Collection.objects.get(pk=collection.pk).delete()
        ring_mirror_relay()
    return collection


def _held(collection_id: int, merchant_id: int | None, versions: Versions) -> Collection:
    """The merchant's collection, locked until the transaction ends.

    Its products come first, since both changing it and taking it away change them; who puts a product into it holds that
    one already. Whoever is about to put one in has done so before this returns, or learns that it is gone.
    """
    products = Product.objects.filter(collection_items__collection=collection_id).order_by("pk")
    list(products.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    rows = Collection.objects.select_for_update().filter(pk=collection_id, merchant=merchant_id)
    collection = rows.first()
    if collection is None:
        raise OwnCollectionNotFound("There is no collection with this number.")
    version = version_of(collection)
    if versions is not None and version not in versions:
        raise VersionMismatch(f"“{collection.name}” was changed meanwhile.", version)
    return collection
