"""The mirror's short memory in Redis. It only moves forward, and it may be away.

What is kept under a key carries the version of what it says. A reader that was slow can therefore not put
an old document over the new one that the relay has written meanwhile: Redis compares before it stores.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.core.cache import cache
from django_redis.exceptions import ConnectionInterrupted

from catalog.mirror.item import Document, Item

logger = logging.getLogger(__name__)

# What bounds staleness when Redis could not be reached just when the relay had news.
KEEP_SECONDS = 300
# For what has no version to be compared by: that nobody has an address, or what PostgreSQL said itself.
KEEP_UNVERSIONED_SECONDS = 10
# Listings have no version of their own.
KEEP_PAGE_SECONDS = 5

KEEP_FORWARD = r"""
local kept = redis.call('GET', KEYS[1])
if kept then
  local version = tonumber(string.match(kept, '^%[(%d+),'))
  if version and version > tonumber(ARGV[1]) then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""


class ScriptClient(Protocol):
    def run_script(self, script: str, key: str, *arguments: str | int) -> object: ...


@dataclass(frozen=True)
class Kept:
    """A document and its version; without a document, that nothing is shown there."""

    version: int
    document: Document | None

    @classmethod
    def of(cls, item: Item) -> "Kept":
        return cls(item.version, json.loads(item.document) if item.document is not None else None)


@dataclass(frozen=True)
class Page:
    """Documents of a listing, and the cursor of the next page."""

    documents: tuple[Kept, ...]
    next_cursor: str


# That neither the mirror nor the database knows an address. Anything that is ever said about it is newer.
ABSENT = Kept(version=0, document=None)


def recall(pk: str) -> Kept | None:
    """What is remembered under `pk`; None when nothing is, or when Redis is away."""
    value = cache.get(pk)
    return Kept(version=value[0], document=value[1]) if value is not None else None


def keep(pk: str, kept: Kept) -> None:
    """Remember, unless something newer is remembered already. Does nothing while Redis is away."""
    value = json.dumps([kept.version, kept.document], ensure_ascii=False, separators=(",", ":"))
    seconds = KEEP_SECONDS if kept.version else KEEP_UNVERSIONED_SECONDS
    client: ScriptClient = cast(Any, cache).client
    try:
        client.run_script(KEEP_FORWARD, pk, kept.version, value, seconds)
    except ConnectionInterrupted:
        # The breaker has said so already; what is kept there is forgotten within KEEP_SECONDS.
        logger.debug("mirror_not_kept", extra={"pk": pk})


def recall_page(key: str) -> Page | None:
    value = cache.get(key)
    return Page(tuple(Kept(*kept) for kept in value[0]), value[1]) if value is not None else None


def keep_page(key: str, page: Page) -> None:
    kept = [[kept.version, kept.document] for kept in page.documents]
    cache.set(key, [kept, page.next_cursor], KEEP_PAGE_SECONDS)
