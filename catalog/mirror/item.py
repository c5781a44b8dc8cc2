"""Items of the mirror: a document under its key, with its version and its place in listings.

Pure: no database, no network, no framework.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.errors import DocumentTooLarge
from catalog.mirror.documents.collected import collected_document, collections_document
from catalog.mirror.documents.product import product_document
from catalog.mirror.documents.shelves import shelves_document
from catalog.mirror.documents.words import Document
from catalog.mirror.rows import CollectedRow, ProductRow, ShelfRow

# DynamoDB takes 400 KB an item, attribute names included; the rest is room for those.
MAX_DOCUMENT_BYTES = 390_000
# The partition of the index `shop`, which lists the products of all categories.
WHOLE_SHOP = "all"
SHELVES_PK = "shelves"
COLLECTIONS_PK = "collections"


@dataclass(frozen=True)
class Item:
    """One row of the mirror. Without a `document` it is a tombstone: that nothing is shown at this address.

    `listing` and `shop` are the partitions of the two indexes and `rank` the order in both; a tombstone has
    none, so that no listing shows it.
    """

    pk: str
    version: int
    document: str | None
    listing: str | None = None
    shop: str | None = None
    rank: str | None = None

    @property
    def digest(self) -> str:
        """Equal for equal content, whatever the version."""
        return hashlib.sha256((self.document or "").encode()).hexdigest()


def product_pk(slug: str) -> str:
    """The key of the document at a product's address."""
    return f"product#{slug}"


def rank_of(published_at: datetime, product_id: int) -> str:
    """Sorts as text like (published_at, product_id). `published_at` is in UTC."""
    return f"{published_at:%Y-%m-%dT%H:%M:%S.%f}Z#{product_id:020d}"


def tombstone(slug: str, version: int) -> Item:
    """That no product is shown at this address since `version`."""
    return Item(pk=product_pk(slug), version=version, document=None)


def product_item(row: ProductRow, currency: str) -> Item:
    """What the mirror holds at the product's address: its document, or a tombstone when it is not for sale."""
    document = product_document(row, currency)
    if document is None or row.published_at is None:
        return tombstone(row.slug, row.version)
    return Item(
        pk=product_pk(row.slug),
        version=row.version,
        document=_dump(document),
        listing=row.category_slug,
        shop=WHOLE_SHOP,
        rank=rank_of(row.published_at, row.id),
    )


def require_storable(item: Item) -> None:
    """Raise DocumentTooLarge when the mirror cannot hold the item."""
    size = len((item.document or "").encode())
    if size > MAX_DOCUMENT_BYTES:
        raise DocumentTooLarge(f"The document {item.pk} has {size} bytes, {MAX_DOCUMENT_BYTES} fit.")


def shelves_item(shelves: Iterable[ShelfRow], version: int) -> Item:
    """The one document that names the shop's categories, in their order."""
    return Item(pk=SHELVES_PK, version=version, document=_dump(shelves_document(shelves)))


def collection_pk(slug: str) -> str:
    """The key of the document of a collection."""
    return f"collection#{slug}"


def collections_item(collections: Iterable[CollectedRow], version: int) -> Item:
    """The one document that names the collections, in their order."""
    return Item(pk=COLLECTIONS_PK, version=version, document=_dump(collections_document(collections)))


def collected_item(slug: str, collection: CollectedRow | None, version: int) -> Item:
    """The document of a collection, or a tombstone where none is shown at this address."""
    document = _dump(collected_document(collection)) if collection else None
    return Item(pk=collection_pk(slug), version=version, document=document)


def _dump(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
