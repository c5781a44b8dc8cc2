"""Compares the mirror with PostgreSQL, part by part and in constant memory, and mends what differs."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Mod

from catalog.errors import DocumentTooLarge
from catalog.mirror import table
from catalog.mirror.collected import refresh_collections
from catalog.mirror.item import SHELVES_PK, Item, product_item, product_pk, tombstone
from catalog.mirror.relay import refresh_shelves, store
from catalog.mirror.rows import ProductRow
from catalog.mirror.source import load_by_ids
from catalog.models import MirrorEntry, Product
from catalog.models.triggers.products import VERSION_SEQUENCE

logger = logging.getLogger(__name__)

PRODUCT_PREFIX = product_pk("")
# Of the table's keys, looked for in PostgreSQL at once.
KEYS_AT_ONCE = 500
# The product of an address that none has.
NOBODY = 0


@dataclass(frozen=True)
class Segment:
    """Part `number`, from 0, of `total` equal ones: of the products by their ids, of the table by its keys.

    A product belongs to the same part however many there come to be, so that one round of all parts misses none.
    """

    number: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < self.total:
            raise ValueError(f"There is no part {self.number} of {self.total}; they are counted from 0.")


WHOLE = Segment(0, 1)


@dataclass(frozen=True)
class Difference:
    """`kind` is "missing", "behind", "different" (same version, other content) or "left over"."""

    slug: str
    kind: str


@dataclass(frozen=True)
class Verdict:
    checked: int
    differences: tuple[Difference, ...]


def verify_mirror(*, repairs: bool = False, segment: Segment = WHOLE) -> Verdict:
    """Compare every document of the part by version and content, and look for documents that nobody has.

    What the queue still has an entry for is late, but not different. With `repairs`, each difference is mended.
    Raises MirrorUnavailable.
    """
    checked = 0
    differences: list[Difference] = []
    for rows in _batches(segment):
        checked += len(rows)
        differences += _compare(rows, repairs=repairs)
    for slugs in _mirrored_slugs(segment):
        differences += _left_over(slugs, repairs=repairs)
    if repairs and segment.number == 0:
        refresh_shelves()
        refresh_collections()
    return Verdict(checked, tuple(differences))


def mend(item: Item) -> None:
    """Store the item even over its own version. One that does not fit must not keep others from being written.

    Raises MirrorUnavailable.
    """
    try:
        store(item, replaces_same_version=True)
    except DocumentTooLarge:
        logger.exception("mirror_document_too_large", extra={"pk": item.pk})


def _compare(rows: list[ProductRow], *, repairs: bool) -> list[Difference]:
    """In this order: the products, the queue, the table. What had been changed by the first and is not waiting by
    the second has been written by the third, so that no change under way is taken for a difference.
    """
    items = {row.slug: product_item(row, settings.SHOP_CURRENCY) for row in rows}
    suspects = list(_differing(items))
    settled = {slug: items[slug] for slug in _without_entries([each.slug for each in suspects])}
    differences = list(_differing(settled)) if settled else []
    if repairs:
        for difference in differences:
            mend(items[difference.slug])
        wrong = {difference.slug for difference in differences}
        _announce(
            MirrorEntry(product_id=row.id, slug=row.slug, version=row.version)
            for row in rows
            if row.slug in wrong
        )
    return differences


def _announce(entries: Iterable[MirrorEntry]) -> None:
    """Have the relay come by what was mended, so that those who follow the changes hear of it."""
    MirrorEntry.objects.bulk_create(entries)


def _differing(items: dict[str, Item]) -> Iterator[Difference]:
    mirrored = table.get_many([item.pk for item in items.values()])
    for slug, item in items.items():
        kind = _difference(item, mirrored.get(item.pk))
        if kind:
            yield Difference(slug, kind)


def _difference(wanted: Item, mirrored: Item | None) -> str:
    if mirrored is None:
        # Nothing shown and nothing there is the same to every reader.
        return "missing" if wanted.document is not None else ""
    if mirrored.version < wanted.version:
        return "behind"
    return "different" if mirrored.version == wanted.version and mirrored != wanted else ""


def _left_over(slugs: list[str], *, repairs: bool) -> list[Difference]:
    """Those of the addresses with a document in the mirror that no product has, nor had a moment ago."""
    owned = set(Product.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    found = []
    for slug in _without_entries([slug for slug in slugs if slug not in owned]):
        item = table.get(product_pk(slug))
        if item is None or item.document is None:
            continue
        found.append(Difference(slug, "left over"))
        if repairs:
            _bury(slug)
    return found


def _bury(slug: str) -> None:
    """Put a tombstone there, unless a product has come meanwhile.

    The lock is that of the triggers: whoever takes the address later draws a higher version than this.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [slug])
        if Product.objects.filter(slug=slug).exists():
            return
        cursor.execute("SELECT nextval(%s)", [VERSION_SEQUENCE])
        version: int = cursor.fetchone()[0]
    store(tombstone(slug, version))
    _announce([MirrorEntry(product_id=NOBODY, slug=slug, version=version)])


def _without_entries(slugs: list[str]) -> list[str]:
    if not slugs:
        return []
    waiting = set(MirrorEntry.objects.begun().filter(slug__in=slugs).values_list("slug", flat=True))
    return [slug for slug in slugs if slug not in waiting]


def _batches(segment: Segment) -> Iterator[list[ProductRow]]:
    products = Product.objects.order_by("pk")
    if segment.total > 1:
        products = products.alias(part=Mod(F("pk"), segment.total)).filter(part=segment.number)
    last = 0
    while ids := list(products.filter(pk__gt=last).values_list("pk", flat=True)[: table.BATCH]):
        yield load_by_ids(ids)
        last = ids[-1]


def _mirrored_slugs(segment: Segment) -> Iterator[list[str]]:
    """The addresses that have a document in this part of the table, some at a time."""
    slugs = (
        pk.removeprefix(PRODUCT_PREFIX)
        for pk, has_document in table.scan_keys(segment.number, segment.total)
        if has_document and pk != SHELVES_PK
    )
    while batch := list(islice(slugs, KEYS_AT_ONCE)):
        yield batch
