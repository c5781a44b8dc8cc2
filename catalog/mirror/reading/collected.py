"""Collections for shoppers: which there are, and their products page by page."""

import re

from catalog.errors import BadCursor, CollectionNotFound
from catalog.mirror import source
from catalog.mirror.documents.collected import collected_view, collection_views
from catalog.mirror.item import COLLECTIONS_PK, collected_item, collection_pk, collections_item
from catalog.mirror.memory import ABSENT, Kept
from catalog.mirror.read import ADDRESS, made_once, read_document, read_products, require_stranger
from catalog.mirror.reading.cursors import NOT_OURS, cursor_of, text_of
from catalog.mirror.reading.views import CollectedView, CollectionSummaryView
from catalog.mirror.view import ListingView, ProductView

PLACE = re.compile(r"(\d{1,5})@([-a-zA-Z0-9_]{1,80})")
# Of products, until a page is full.
MOST_BATCHES = 5
NOBODY = "There is no collection at this address."


def read_collections() -> tuple[CollectionSummaryView, ...]:
    """The collections that are shown and have something in them, by name. Raises CatalogUnavailable."""
    kept = read_document(
        COLLECTIONS_PK, lambda: Kept.of(collections_item(source.load_collections(), version=0))
    )
    return made_once(COLLECTIONS_PK, kept, collection_views) or ()


def read_collection(slug: str) -> CollectedView:
    """The collection at this address. Raises CollectionNotFound, CatalogUnavailable."""
    if not ADDRESS.fullmatch(slug):
        raise CollectionNotFound(NOBODY)
    pk = collection_pk(slug)
    view = made_once(pk, read_document(pk, lambda: _from_database(slug)), collected_view)
    if view is None:
        raise CollectionNotFound(NOBODY)
    return view


def read_collected(collection: CollectedView, cursor: str, limit: int) -> ListingView:
    """A page of the collection's products that are on sale, in its order.

    `cursor` is "" for the first page, then what the page before gave. A page is shorter where next to nothing of a long
    stretch is on sale. Raises BadCursor, CatalogUnavailable.
    """
    slugs = collection.product_slugs
    position = _position_after(slugs, cursor)
    products: list[ProductView] = []
    for _ in range(MOST_BATCHES):
        batch = slugs[position : position + limit - len(products)]
        if not batch:
            break
        products += read_products(batch)
        position += len(batch)
    next_cursor = cursor_of(f"{position}@{slugs[position - 1]}") if position < len(slugs) else ""
    return ListingView(tuple(products), next_cursor)


def _position_after(slugs: tuple[str, ...], cursor: str) -> int:
    """Behind the product that the page before ended with; where that has gone, as far on as it was."""
    if not cursor:
        return 0
    place = PLACE.fullmatch(text_of(cursor))
    if place is None:
        raise BadCursor(NOT_OURS)
    position, last = int(place[1]), place[2]
    return slugs.index(last) + 1 if last in slugs else position


def _from_database(slug: str) -> Kept:
    require_stranger()
    collection = source.load_collected(slug)
    return Kept.of(collected_item(slug, collection, version=0)) if collection else ABSENT
