"""What shoppers see, from the nearest place that knows: Redis, then DynamoDB, then PostgreSQL.

PostgreSQL is asked by a few requests at a time only; when the mirror is away and those are taken, the rest
is told to come back, so that a crowd of readers cannot take the database away from the checkout. Requests for one
missing thing go for it once, and what was found is taken apart once a version and process.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from django.conf import settings

from assets3d.storage import public_url
from catalog.errors import CatalogUnavailable, CategoryNotFound, ProductNotFound
from catalog.jobs import ring_mirror_relay
from catalog.mirror import memory, source, table
from catalog.mirror.documents.product import product_view
from catalog.mirror.documents.shelves import category_views
from catalog.mirror.documents.words import Document
from catalog.mirror.item import SHELVES_PK, WHOLE_SHOP, Item, product_item, product_pk, shelves_item
from catalog.mirror.memory import ABSENT, Kept, Page
from catalog.mirror.reading import places
from catalog.mirror.reading.branches import MOST_SHELVES, newest_of
from catalog.mirror.reading.cursors import cursor_of, position_of, rank_of
from catalog.mirror.reading.places import ask_table, database_reader, table_is_away
from catalog.mirror.reading.shelves import branch
from catalog.mirror.sharing.allowance import Allowance
from catalog.mirror.sharing.flights import Flights
from catalog.mirror.sharing.prepared import Prepared
from catalog.mirror.view import CategoryView, ListingView, ProductView
from catalog.models import MirrorEntry

View = TypeVar("View")

MAX_LIMIT = 100
# Addresses that the mirror does not know are asked for in PostgreSQL so often in a second, by each process.
STRANGERS_EACH_SECOND = 20
STRANGERS_AT_ONCE = 40
# Of documents; taken apart they take several times as much.
MOST_TEXT_BYTES = 8 * 1024 * 1024
ADDRESS = re.compile(r"[-a-zA-Z0-9_]{1,80}")

_strangers = Allowance(STRANGERS_EACH_SECOND, STRANGERS_AT_ONCE)
_flights: Flights[Kept] = Flights()
_page_flights: Flights[str] = Flights()
_batch_flights: Flights[dict[str, Kept]] = Flights()
_views = Prepared(MOST_TEXT_BYTES)


def read_product(slug: str) -> ProductView:
    """The published product at this address. Raises ProductNotFound, CatalogUnavailable."""
    if not ADDRESS.fullmatch(slug):
        raise ProductNotFound("There is no product at this address.")
    pk = product_pk(slug)
    view = _product_view(pk, read_document(pk, lambda: _product_from_database(slug)))
    if view is None:
        raise ProductNotFound("There is no product at this address.")
    return view


def read_products(slugs: Iterable[str]) -> tuple[ProductView, ...]:
    """The published products at these addresses, in this order; those that are none are left out.

    However many, Redis is asked once, and DynamoDB or PostgreSQL once for what Redis has forgotten. Raises
    CatalogUnavailable.
    """
    wanted = {product_pk(slug): slug for slug in slugs if ADDRESS.fullmatch(slug)}
    kept = memory.recall_many(list(wanted))
    missing = [pk for pk in wanted if pk not in kept]
    if missing:
        kept.update(_batch_flights.bring("\n".join(missing), lambda: _fetch_many(missing, wanted)))
    views = (_product_view(pk, kept[pk]) for pk in wanted)
    return tuple(view for view in views if view is not None)


def _fetch_many(pks: Sequence[str], slugs: Mapping[str, str]) -> dict[str, Kept]:
    nothing: dict[str, Item] = {}
    items = ask_table(lambda: table.get_many(pks), default=nothing)
    kept = {pk: Kept.of(item) for pk, item in items.items()}
    unknown = [pk for pk in pks if pk not in kept]
    if unknown and table_is_away():
        with database_reader():
            rows = source.load_by_slugs(slugs[pk] for pk in unknown)
        for pk in unknown:
            row = rows.get(slugs[pk])
            kept[pk] = Kept.of(product_item(row, settings.SHOP_CURRENCY)) if row else ABSENT
    for pk, each in kept.items():
        memory.keep(pk, each)
    # What a mirror that answers does not know is rare, and each goes the way of a single one.
    for pk in unknown:
        if pk not in kept:
            kept[pk] = read_document(pk, partial(_product_from_database, slugs[pk]))
    return kept


def _product_view(pk: str, kept: Kept) -> ProductView | None:
    return made_once(pk, kept, lambda document: product_view(document, kept.version, public_url))


def made_once(pk: str, kept: Kept, make: Callable[[Document], View]) -> View | None:
    """What `make` makes of the document that is kept under this key, once a version; None when none is shown there."""
    text = kept.text
    if text is None:
        return None
    return _views.get(pk, (kept, public_url("")), lambda: make(kept.document), lambda _view: len(text))


def read_categories() -> tuple[CategoryView, ...]:
    """The categories that have something on them or below, in their order. Raises CatalogUnavailable."""
    kept = read_document(SHELVES_PK, lambda: Kept.of(shelves_item(source.load_shelves(), version=0)))
    return made_once(SHELVES_PK, kept, category_views) or ()


def read_navigation() -> tuple[CategoryView, ...]:
    """The same, but none while the catalogue does not answer: a page without its navigation is better than none."""
    try:
        return read_categories()
    except CatalogUnavailable:
        return ()


def read_listing(category_slug: str | None, cursor: str, limit: int) -> ListingView:
    """A page of published products, newest first: of a category and all below it, of the whole shop for None.

    `cursor` is "" for the first page, then what the page before gave; `limit` is from 1 to MAX_LIMIT. Raises
    BadCursor, CategoryNotFound, CatalogUnavailable.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise ValueError(f"A page holds from 1 to {MAX_LIMIT} products, not {limit}.")
    before = rank_of(cursor)
    key = f"branch:{category_slug or ''}:{limit}:{before}"
    found = memory.recall_text(key)
    text = found or _page_flights.bring(key, lambda: _fetch_page(key, category_slug, before, limit))
    return _views.get(key, (text, public_url("")), lambda: _listing_view(text), lambda _view: len(text))


def _listing_view(text: str) -> ListingView:
    """The page that `Page.to_text` has written."""
    documents, next_cursor = json.loads(text)
    products = (product_view(document, version, public_url) for version, document in documents if document)
    return ListingView(products=tuple(products), next_cursor=next_cursor)


def _fetch_page(key: str, category_slug: str | None, before: str, limit: int) -> str:
    text = _page(category_slug, before, limit).to_text()
    memory.keep_page(key, text)
    return text


def _page(category_slug: str | None, before: str, limit: int) -> Page:
    """One item more than asked for tells whether another page follows."""
    items = _listed(category_slug, before, limit + 1)
    next_cursor = cursor_of(items[limit - 1].rank or "") if len(items) > limit else ""
    return Page(tuple(Kept.of(item) for item in items[:limit]), next_cursor)


def read_document(pk: str, load: Callable[[], Kept]) -> Kept:
    """What is kept under this key; `load` says what PostgreSQL would. Raises CatalogUnavailable."""
    kept = memory.recall(pk)
    return kept if kept is not None else _flights.bring(pk, lambda: _fetch(pk, load))


def _fetch(pk: str, load: Callable[[], Kept]) -> Kept:
    item = ask_table(lambda: table.get(pk), default=None)
    if item is not None:
        kept = Kept.of(item)
        memory.keep(pk, kept)
        return kept
    if not memory.claim(pk):
        told = memory.wait_for(pk, places.FALLBACK_WAIT_SECONDS)
        if told is not None:
            return told
    try:
        with database_reader():
            kept = load()
        memory.keep(pk, kept)
    finally:
        memory.give_up_claim(pk)
    return kept


def require_stranger() -> None:
    """Raise CatalogUnavailable when PostgreSQL was asked often enough about addresses that the mirror does not know.

    While the mirror is away there is none that it knows.
    """
    if not table_is_away() and not _strangers.take():
        raise CatalogUnavailable("Too many unknown addresses are asked for. Please try again in a moment.")


def _product_from_database(slug: str) -> Kept:
    """What PostgreSQL says, which is asked only now and then about addresses that the mirror answers to know nothing of.

    A flood of invented addresses must neither reach it nor fill Redis. Raises CatalogUnavailable.
    """
    require_stranger()
    row = source.load_by_slugs([slug]).get(slug)
    if row is None:
        return ABSENT
    if not table_is_away():
        # The mirror answered and does not know it: it was begun anew, or lost something.
        MirrorEntry.objects.create(product_id=row.id, slug=row.slug, version=row.version)
        ring_mirror_relay()
    return Kept.of(product_item(row, settings.SHOP_CURRENCY))


def _listed(category_slug: str | None, before: str, limit: int) -> list[Item]:
    """Raises CategoryNotFound, CatalogUnavailable."""
    nothing: list[Item] = []
    if category_slug is None:
        items = ask_table(lambda: table.query(table.SHOP_INDEX, WHOLE_SHOP, before, limit), default=nothing)
        is_told = bool(before)
    else:
        slugs = _stocked(category_slug)
        is_told = bool(before) and len(slugs) <= MOST_SHELVES
        items = (
            ask_table(lambda: newest_of(slugs, before, limit), default=nothing)
            if len(slugs) <= MOST_SHELVES
            else nothing
        )
    if items or (is_told and not table_is_away()):
        return items
    # An empty first page is either a shop without products or a mirror that was just begun.
    with database_reader():
        rows = source.load_newest(category_slug, position_of(before), limit)
    return [product_item(row, settings.SHOP_CURRENCY) for row in rows]


def _stocked(category_slug: str) -> list[str]:
    """The shelves of this branch on which something stands. Raises CategoryNotFound, CatalogUnavailable."""
    found = branch(read_categories(), category_slug)
    if not found:
        raise CategoryNotFound("There is no category at this address.")
    return [category.slug for category in found if category.has_own]
