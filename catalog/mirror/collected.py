"""Keeps the documents of collections up to date: one names them all, and one for each has its products in order.

Triggers note which have changed. What is noted is taken from the queue last, so that whoever dies in between leaves
it to the next; whoever writes twice writes the same.
"""

import hashlib
import logging
from collections.abc import Iterable

from catalog.errors import MirrorUnavailable
from catalog.mirror.item import collected_item, collections_item
from catalog.mirror.relay import refresh
from catalog.mirror.source import load_collected, load_collections
from catalog.models import Collection, CollectionChange

logger = logging.getLogger(__name__)

# Any number that nothing else in the database locks.
COLLECTIONS_LOCK = 5_120_003
BATCH = 200


def relay_collections() -> int:
    """Work off what has been noted; return how many collections were brought up to date.

    While DynamoDB is away nothing is lost: what is noted waits.
    """
    done = 0
    try:
        while changes := list(CollectionChange.objects.order_by("pk")[:BATCH]):
            slugs = {change.slug for change in changes}
            refresh_collections(slugs)
            CollectionChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
            done += len(slugs)
    except MirrorUnavailable as error:
        logger.warning("mirror_unavailable", extra={"reason": str(error)})
    return done


def refresh_collections(slugs: Iterable[str] | None = None) -> None:
    """Bring the documents at these addresses up to date, or all for None. Raises MirrorUnavailable."""
    if slugs is None:
        slugs = list(Collection.objects.values_list("slug", flat=True))
    for slug in sorted(slugs):
        _refresh_collection(slug)
    refresh(COLLECTIONS_LOCK, lambda version: collections_item(load_collections(), version))


def _refresh_collection(slug: str) -> None:
    refresh(_lock_of(slug), lambda version: collected_item(slug, load_collected(slug), version))


def _lock_of(slug: str) -> int:
    """Any number that is as good as never another collection's; two that shared one would only wait for each other."""
    return int.from_bytes(hashlib.blake2b(f"collection {slug}".encode(), digest_size=7).digest())
