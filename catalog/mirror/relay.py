"""Brings the mirror up to date with PostgreSQL, entry by entry of the mirror's queue.

Takes a batch in a short transaction, writes to DynamoDB and Redis outside of any, and marks the entries
done last. Whoever dies in between leaves a lease that runs out; whoever writes twice writes the same.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now

from catalog.errors import DocumentTooLarge, MirrorUnavailable
from catalog.jobs import ring_mirror_relay
from catalog.mirror import memory, table
from catalog.mirror.item import (
    Item,
    product_item,
    require_storable,
    shelves_item,
    tombstone,
)
from catalog.mirror.rows import ProductRow
from catalog.mirror.source import load_by_slugs, load_shelves
from catalog.models import MirrorEntry, Product
from catalog.models.triggers.products import VERSION_SEQUENCE

logger = logging.getLogger(__name__)

BATCH = 50
# Far above what a batch takes; another relay that takes it over meanwhile does no harm.
LEASE = timedelta(seconds=60)
# A relay leaves the rest to the next ring before its message becomes visible again.
WORK_SECONDS = 20.0
OUTAGE_PAUSE = timedelta(seconds=5)
ATTEMPTS = 10
LONGEST_PAUSE_SECONDS = 300
KEEP_DONE = timedelta(days=1)
# Any number that nothing else in the database locks.
SHELVES_LOCK = 5_120_001


@dataclass(frozen=True)
class Relayed:
    """What a run of the relay did: entries worked off, documents and tombstones newly written, failures."""

    entries: int
    written: int
    failed: int


def relay_mirror(*, work_seconds: float = WORK_SECONDS) -> Relayed:
    """Work the queue off, as far as it goes within `work_seconds`; rings again for the rest.

    While DynamoDB is away nothing is lost: entries wait and no attempt is counted.
    """
    until = time.monotonic() + work_seconds
    entries = written = failed = 0
    while batch := _take_batch():
        done = _relay_batch(batch)
        entries, written, failed = entries + done.entries, written + done.written, failed + done.failed
        if done.entries == 0:
            break
        if time.monotonic() > until:
            ring_mirror_relay()
            break
    _forget_done()
    if failed:
        logger.warning("mirror_entries_failed", extra={"failed": failed})
    return Relayed(entries, written, failed)


def refresh_shelves() -> None:
    """Bring the document that names the categories up to date. Raises MirrorUnavailable."""
    refresh(SHELVES_LOCK, lambda version: shelves_item(load_shelves(), version))


def refresh(lock: int, read: Callable[[int], Item]) -> None:
    """Bring a document up to date that has no row to carry its version; whatever `read` reads is read under the lock.

    Raises DocumentTooLarge, MirrorUnavailable.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Numbered and read one after the other, so that a higher version always holds later facts.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        cursor.execute(f"SELECT nextval('{VERSION_SEQUENCE}')")
        item = read(cursor.fetchone()[0])
    mirrored = table.get(item.pk)
    if mirrored is not None and mirrored.digest == item.digest:
        # Whoever wrote it may have died before telling Redis.
        memory.keep(item.pk, memory.Kept.of(mirrored))
        return
    store(item)


def store(item: Item, *, replaces_same_version: bool = False) -> bool:
    """Write to DynamoDB and Redis; tell whether DynamoDB took it.

    Redis is told even when DynamoDB has it already: whoever wrote it may have died before telling. Raises
    DocumentTooLarge, MirrorUnavailable.
    """
    require_storable(item)
    was_written = table.put(item, replaces_same_version=replaces_same_version)
    memory.keep(item.pk, memory.Kept.of(item))
    return was_written


def _take_batch() -> list[MirrorEntry]:
    """Lease due entries; those of stock changes become versions of their products first."""
    _touch_products_of_stock()
    with transaction.atomic():
        entries = list(
            MirrorEntry.objects.due()
            .filter(version__isnull=False)
            .select_for_update(skip_locked=True)[:BATCH]
        )
        MirrorEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
            available_at=Now() + LEASE, attempts=F("attempts") + 1
        )
    return entries


def _touch_products_of_stock() -> None:
    with transaction.atomic():
        entries = list(
            MirrorEntry.objects.due()
            .filter(version__isnull=True)
            .select_for_update(skip_locked=True)[: BATCH * 10]
        )
        if not entries:
            return
        products = sorted({entry.product_id for entry in entries})
        # Locked in the order of their keys, like everywhere.
        locked = Product.objects.filter(pk__in=products).order_by("pk").select_for_update(no_key=True)
        Product.objects.filter(pk__in=[product.pk for product in locked.only("pk")]).update(version=0)
        MirrorEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(done_at=Now())


def _relay_batch(entries: Sequence[MirrorEntry]) -> Relayed:
    """Write one document for each address in the batch, however many entries name it."""
    newest: dict[str, int] = {}
    for entry in entries:
        newest[entry.slug] = max(newest.get(entry.slug, 0), entry.version or 0)
    rows = load_by_slugs(newest)
    written = 0
    refused: dict[str, str] = {}
    try:
        for slug, version in newest.items():
            try:
                written += store(_current_item(slug, version, rows.get(slug)))
            except DocumentTooLarge as error:
                refused[slug] = str(error)
        refresh_shelves()
    except MirrorUnavailable as error:
        _put_back(entries, str(error))
        return Relayed(entries=0, written=written, failed=len(entries))
    failed = [entry for entry in entries if entry.slug in refused]
    _mark_done([entry for entry in entries if entry.slug not in refused])
    _mark_failed(failed, refused)
    return Relayed(entries=len(entries), written=written, failed=len(failed))


def _current_item(slug: str, version: int, row: ProductRow | None) -> Item:
    """What the address should show now. Nobody's address gets a tombstone with the version of who left it."""
    if row is None:
        return tombstone(slug, version)
    return product_item(row, settings.SHOP_CURRENCY)


def _mark_done(entries: Sequence[MirrorEntry]) -> None:
    MirrorEntry.objects.open().filter(pk__in=[entry.pk for entry in entries]).update(
        done_at=Now(), last_error=""
    )


def _mark_failed(entries: Sequence[MirrorEntry], reasons: dict[str, str]) -> None:
    """Wait longer after each attempt; give up and say so after the last."""
    for entry in entries:
        attempts = entry.attempts + 1
        is_last = attempts >= ATTEMPTS
        pause = timedelta(seconds=min(2**attempts, LONGEST_PAUSE_SECONDS))
        MirrorEntry.objects.open().filter(pk=entry.pk).update(
            last_error=reasons[entry.slug],
            available_at=Now() + pause,
            dead_at=Case(When(Value(is_last), then=Now()), default=None),
        )
        if is_last:
            logger.error("mirror_entry_dead", extra={"slug": entry.slug, "reason": reasons[entry.slug]})


def _put_back(entries: Sequence[MirrorEntry], reason: str) -> None:
    """An outage is not the entries' fault, so this attempt does not count."""
    MirrorEntry.objects.open().filter(pk__in=[entry.pk for entry in entries]).update(
        last_error=reason, available_at=Now() + OUTAGE_PAUSE, attempts=F("attempts") - 1
    )


def _forget_done() -> None:
    MirrorEntry.objects.filter(done_at__lt=Now() - KEEP_DONE).delete()
