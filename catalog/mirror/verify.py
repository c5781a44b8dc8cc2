"""Compares the mirror with PostgreSQL, and makes it anew."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from catalog.errors import DocumentTooLarge
from catalog.mirror import table
from catalog.mirror.item import SHELVES_PK, Item, product_item, product_pk, tombstone
from catalog.mirror.relay import refresh_shelves, store
from catalog.mirror.rows import ProductRow
from catalog.mirror.source import load_by_ids
from catalog.models import Product
from catalog.models.triggers.products import VERSION_SEQUENCE

logger = logging.getLogger(__name__)

PRODUCT_PREFIX = product_pk("")


@dataclass(frozen=True)
class Difference:
    """`kind` is "missing", "behind", "different" (same version, other content) or "left over"."""

    slug: str
    kind: str


@dataclass(frozen=True)
class Verdict:
    checked: int
    differences: tuple[Difference, ...]


def rebuild_mirror(on_progress: Callable[[int], None] = lambda _done: None) -> int:
    """Write every product's document, over whatever has the same version; return how many there were.

    `on_progress` hears how many are done. Raises MirrorUnavailable.
    """
    done = 0
    for rows in _batches():
        for row in rows:
            _mend(product_item(row, settings.SHOP_CURRENCY))
        done += len(rows)
        on_progress(done)
    refresh_shelves()
    return done


def verify_mirror(*, repairs: bool = False) -> Verdict:
    """Compare every document by version and content, and look for documents that nobody has.

    What still waits in the queue counts as a difference, so run the relay first. With `repairs`, each
    difference is mended. Raises MirrorUnavailable.
    """
    differences: list[Difference] = []
    slugs: set[str] = set()
    for rows in _batches():
        slugs.update(row.slug for row in rows)
        items = {row.slug: product_item(row, settings.SHOP_CURRENCY) for row in rows}
        mirrored = table.get_many([item.pk for item in items.values()])
        for slug, item in items.items():
            kind = _difference(item, mirrored.get(item.pk))
            if kind:
                differences.append(Difference(slug, kind))
                if repairs:
                    _mend(item)
    for slug in _left_over(slugs):
        differences.append(Difference(slug, "left over"))
        if repairs:
            store(tombstone(slug, _next_version()))
    if repairs:
        refresh_shelves()
    return Verdict(checked=len(slugs), differences=tuple(differences))


def _mend(item: Item) -> None:
    """One document that does not fit must not keep all others from being written."""
    try:
        store(item, replaces_same_version=True)
    except DocumentTooLarge:
        logger.exception("mirror_document_too_large", extra={"pk": item.pk})


def _difference(wanted: Item, mirrored: Item | None) -> str:
    if mirrored is None:
        # Nothing shown and nothing there is the same to every reader.
        return "missing" if wanted.document is not None else ""
    if mirrored.version < wanted.version:
        return "behind"
    return "different" if mirrored.version == wanted.version and mirrored != wanted else ""


def _left_over(slugs: set[str]) -> list[str]:
    """Addresses with a document in the mirror that no product has."""
    return [
        pk.removeprefix(PRODUCT_PREFIX)
        for pk, has_document in table.scan_keys()
        if has_document and pk != SHELVES_PK and pk.removeprefix(PRODUCT_PREFIX) not in slugs
    ]


def _batches() -> Iterator[list[ProductRow]]:
    last = 0
    while ids := list(
        Product.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[: table.BATCH]
    ):
        yield load_by_ids(ids)
        last = ids[-1]


def _next_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [VERSION_SEQUENCE])
        version: int = cursor.fetchone()[0]
    return version
