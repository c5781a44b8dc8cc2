"""What shoppers see, from the nearest place that knows: Redis, then DynamoDB, then PostgreSQL.

PostgreSQL is asked by a few requests at a time only; when the mirror is away and those are taken, the rest
is told to come back, so that a crowd of readers cannot take the database away from the checkout. Requests for one
missing thing go for it once, and what was found is taken apart once a version and process.
"""

import base64
import binascii
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from assets3d.storage import public_url
from catalog.errors import (
    BadCursor,
    CatalogUnavailable,
    CategoryNotFound,
    MirrorUnavailable,
    ProductNotFound,
)
from catalog.jobs import ring_mirror_relay
from catalog.mirror import memory, source, table
from catalog.mirror.breaker import Breaker
from catalog.mirror.item import (
    SHELVES_PK,
    WHOLE_SHOP,
    Item,
    category_views,
    product_item,
    product_pk,
    product_view,
    shelves_item,
)
from catalog.mirror.memory import ABSENT, Kept, Page
from catalog.mirror.sharing.allowance import Allowance
from catalog.mirror.sharing.flights import Flights
from catalog.mirror.sharing.prepared import Prepared
from catalog.mirror.view import CategoryView, ListingView, ProductView
from catalog.models import MirrorEntry

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

FALLBACK_READERS = 4
FALLBACK_WAIT_SECONDS = 0.5
TABLE_REST_SECONDS = 5.0
MAX_LIMIT = 100
# Addresses that the mirror does not know are asked for in PostgreSQL so often in a second, by each process.
STRANGERS_EACH_SECOND = 20
STRANGERS_AT_ONCE = 40
# Of documents; taken apart they take several times as much.
MOST_TEXT_BYTES = 8 * 1024 * 1024
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")
RANK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)#(\d{20})")

_fallback_readers = BoundedSemaphore(FALLBACK_READERS)
_table_breaker = Breaker(TABLE_REST_SECONDS)
_strangers = Allowance(STRANGERS_EACH_SECOND, STRANGERS_AT_ONCE)
_flights: Flights[Kept] = Flights()
_page_flights: Flights[str] = Flights()
_views = Prepared(MOST_TEXT_BYTES)


def read_product(slug: str) -> ProductView:
    """The published product at this address. Raises ProductNotFound, CatalogUnavailable."""
    if not SLUG.fullmatch(slug):
        raise ProductNotFound("There is no product at this address.")
    pk = product_pk(slug)
    kept = _read(pk, lambda: _product_from_database(slug))
    text = kept.text
    if text is None:
        raise ProductNotFound("There is no product at this address.")
    return _views.get(
        pk,
        (kept, public_url("")),
        lambda: product_view(kept.document, kept.version, public_url),
        lambda _view: len(text),
    )


def read_products(slugs: Iterable[str]) -> tuple[ProductView, ...]:
    """The published products at these addresses, in this order; those that are none are left out.

    Raises CatalogUnavailable.
    """
    found = []
    for slug in slugs:
        try:
            found.append(read_product(slug))
        except ProductNotFound:
            continue
    return tuple(found)


def read_categories() -> tuple[CategoryView, ...]:
    """The categories that have something on them, in their order. Raises CatalogUnavailable."""
    kept = _read(SHELVES_PK, lambda: Kept.of(shelves_item(source.load_shelves(), version=0)))
    text = kept.text
    if text is None:
        return ()
    return _views.get(SHELVES_PK, (kept,), lambda: category_views(kept.document), lambda _views: len(text))


def read_navigation() -> tuple[CategoryView, ...]:
    """The same, but none while the catalogue does not answer: a page without its navigation is better than none."""
    try:
        return read_categories()
    except CatalogUnavailable:
        return ()


def read_listing(category_slug: str | None, cursor: str, limit: int) -> ListingView:
    """A page of published products, newest first; all categories when `category_slug` is None.

    `cursor` is "" for the first page, then what the page before gave; `limit` is from 1 to MAX_LIMIT. Raises
    BadCursor, CategoryNotFound, CatalogUnavailable.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise ValueError(f"A page holds from 1 to {MAX_LIMIT} products, not {limit}.")
    before = _rank_of(cursor)
    key = f"listing:{category_slug or ''}:{limit}:{before}"
    found = memory.recall_text(key)
    text = found or _page_flights.bring(key, lambda: _fetch_page(key, category_slug, before, limit))
    view = _views.get(key, (text, public_url("")), lambda: _listing_view(text), lambda _view: len(text))
    if not view.products and category_slug is not None:
        _require_category(category_slug)
    return view


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
    next_cursor = _cursor_of(items[limit - 1].rank or "") if len(items) > limit else ""
    return Page(tuple(Kept.of(item) for item in items[:limit]), next_cursor)


def _require_category(slug: str) -> None:
    if slug not in {category.slug for category in read_categories()}:
        raise CategoryNotFound("There is no category at this address.")


def _read(pk: str, load: Callable[[], Kept]) -> Kept:
    kept = memory.recall(pk)
    return kept if kept is not None else _flights.bring(pk, lambda: _fetch(pk, load))


def _fetch(pk: str, load: Callable[[], Kept]) -> Kept:
    item = _ask_table(lambda: table.get(pk), default=None)
    if item is not None:
        kept = Kept.of(item)
        memory.keep(pk, kept)
        return kept
    if not memory.claim(pk):
        told = memory.wait_for(pk, FALLBACK_WAIT_SECONDS)
        if told is not None:
            return told
    try:
        with _database_reader():
            kept = load()
        memory.keep(pk, kept)
    finally:
        memory.give_up_claim(pk)
    return kept


def _product_from_database(slug: str) -> Kept:
    """What PostgreSQL says, which is asked only now and then about addresses that the mirror answers to know nothing of.

    A flood of invented addresses must neither reach it nor fill Redis. Raises CatalogUnavailable.
    """
    if not _table_breaker.is_open and not _strangers.take():
        raise CatalogUnavailable("Too many unknown addresses are asked for. Please try again in a moment.")
    row = source.load_by_slugs([slug]).get(slug)
    if row is None:
        return ABSENT
    if not _table_breaker.is_open:
        # The mirror answered and does not know it: it was begun anew, or lost something.
        MirrorEntry.objects.create(product_id=row.id, slug=row.slug, version=row.version)
        ring_mirror_relay()
    return Kept.of(product_item(row, settings.SHOP_CURRENCY))


def _listed(category_slug: str | None, before: str, limit: int) -> list[Item]:
    index, partition = (
        (table.SHOP_INDEX, WHOLE_SHOP) if category_slug is None else (table.CATEGORY_INDEX, category_slug)
    )
    nothing: list[Item] = []
    items = _ask_table(lambda: table.query(index, partition, before, limit), default=nothing)
    if items or (before and not _table_breaker.is_open):
        return items
    # An empty first page is either a shop without products or a mirror that was just begun.
    with _database_reader():
        rows = source.load_newest(category_slug, _position_of(before), limit)
    return [product_item(row, settings.SHOP_CURRENCY) for row in rows]


def _ask_table(ask: Callable[[], Answer], default: Answer) -> Answer:
    """What DynamoDB answers; `default` while it does not."""
    if _table_breaker.is_open:
        return default
    try:
        return ask()
    except MirrorUnavailable as error:
        _table_breaker.trip()
        logger.warning("mirror_unavailable", extra={"reason": str(error)})
        return default


@contextmanager
def _database_reader() -> Iterator[None]:
    """One of the few places for readers of PostgreSQL. Raises CatalogUnavailable."""
    if not _fallback_readers.acquire(timeout=FALLBACK_WAIT_SECONDS):
        raise CatalogUnavailable("The catalogue is busy. Please try again in a moment.")
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        raise CatalogUnavailable("The catalogue does not answer. Please try again in a moment.") from error
    finally:
        _fallback_readers.release()


def _cursor_of(rank: str) -> str:
    return base64.urlsafe_b64encode(rank.encode()).decode().rstrip("=")


def _rank_of(cursor: str) -> str:
    if not cursor:
        return ""
    try:
        rank = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise BadCursor("This page does not exist. Start again from the first one.") from error
    if not RANK.fullmatch(rank) or _cursor_of(rank) != cursor:
        raise BadCursor("This page does not exist. Start again from the first one.")
    return rank


def _position_of(rank: str) -> tuple[str, int] | None:
    matched = RANK.fullmatch(rank)
    return (matched[1], int(matched[2])) if matched else None
