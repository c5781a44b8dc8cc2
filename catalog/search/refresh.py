"""Keeps the search's entries and counts up to date with the products.

Triggers only queue which products have changed, so that no edit and no order waits for the search. One relay at a
time, by a lock, takes them from the queue, and writes entries and the differences of the counts in one statement.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from catalog.models import AttributeValue, FilterChange, Product, SearchEntry
from catalog.search.facets import band_limits, recount_facets
from catalog.search.statements import DIFFERING, REFRESH, TAKE

# Any number that nothing else in the database locks.
SEARCH_LOCK = 5_120_002
BATCH = 500
REBUILD_BATCH = 1_000
WORK_SECONDS = 20.0


@dataclass(frozen=True)
class SearchVerdict:
    """How many products were compared, and how many entries and counts were wrong."""

    products: int
    entries: int
    counts: int


def relay_search(*, work_seconds: float = WORK_SECONDS) -> int:
    """Work the queue off, as far as it goes in that time; return how many products were brought up to date.

    Does nothing while another relay is at work: that one, or the next ring, does it.
    """
    until = time.monotonic() + work_seconds
    done = 0
    while time.monotonic() < until:
        taken = _relay_batch()
        if taken is None:
            break
        done += taken
    return done


def rebuild_search(on_progress: Callable[[int], None] = lambda _done: None) -> int:
    """Write every entry and count anew; return how many products were looked at."""
    done = 0
    for ids in _batches():
        with transaction.atomic():
            _lock()
            _refresh(ids)
        done += len(ids)
        on_progress(done)
    with transaction.atomic():
        _lock()
        recount_facets()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_searchentry, catalog_facetcount, catalog_searchword")
    return done


def verify_search(*, repairs: bool = False) -> SearchVerdict:
    """Compare every entry with its product, and every count with the entries; with `repairs`, mend them.

    What still waits in the queue counts as wrong, so run the relay first.
    """
    products = entries = 0
    for ids in _batches():
        with transaction.atomic():
            _lock()
            wrong = _differing(ids)
            if repairs and wrong:
                _refresh(wrong)
        products, entries = products + len(ids), entries + len(wrong)
    with transaction.atomic():
        _lock()
        counts = recount_facets()
        if not repairs:
            transaction.set_rollback(True)
    return SearchVerdict(products, entries, counts)


@transaction.atomic
def _relay_batch() -> int | None:
    """How many products were brought up to date; None when nothing waits, or another relay is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEARCH_LOCK])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(TAKE, [BATCH])
        ids = sorted({product_id for (product_id,) in cursor.fetchall()})
    if not ids:
        return _follow_filter()
    # A statement of its own: it sees whatever those who queued these products have committed.
    _refresh(ids)
    return len(ids)


def _follow_filter() -> int | None:
    """Bring the next products up to date that say an attribute which became a filter or ceased to be one."""
    change = FilterChange.objects.order_by("pk").first()
    if change is None:
        return None
    saying = AttributeValue.objects.filter(attribute=change.attribute_id, product__gt=change.after_id)
    ids = list(saying.order_by("product_id").values_list("product_id", flat=True)[:BATCH])
    _refresh(ids)
    if len(ids) < BATCH:
        change.delete()
    else:
        FilterChange.objects.filter(pk=change.pk).update(after_id=ids[-1])
    return len(ids)


def _refresh(ids: Sequence[int]) -> None:
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(REFRESH, _parameters(ids))


def _differing(ids: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING, _parameters(ids))
        return [product_id for (product_id,) in cursor.fetchall()]


def _parameters(ids: Sequence[int]) -> dict[str, Any]:
    return {"ids": list(ids), "currency": settings.SHOP_CURRENCY, "bands": band_limits()}


def _lock() -> None:
    """Wait for the relay, and then for as long as it takes: nobody waits for an answer here."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEARCH_LOCK])


def _batches() -> list[list[int]]:
    """Every product, and every entry whose product is gone."""
    known = set(Product.objects.values_list("pk", flat=True))
    known.update(SearchEntry.objects.values_list("pk", flat=True))
    ids = sorted(known)
    return [ids[start : start + REBUILD_BATCH] for start in range(0, len(ids), REBUILD_BATCH)]
