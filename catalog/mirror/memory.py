"""The mirror's short memory in Redis. It only moves forward, and it may be away.

What is kept under a key carries the version of what it says. A reader that was slow can therefore not put
an old document over the new one that the relay has written meanwhile: Redis compares before it stores.

Documents pass through as text. A reader takes one apart only when nobody in its process has done so before.
"""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.core.cache import cache
from django_redis.exceptions import ConnectionInterrupted

from catalog.mirror.documents.words import Document
from catalog.mirror.item import Item

logger = logging.getLogger(__name__)

# What bounds staleness when Redis could not be reached just when the relay had news.
KEEP_SECONDS = 300
# For what has no version to be compared by: that nobody has an address, or what PostgreSQL said itself.
KEEP_UNVERSIONED_SECONDS = 10
# Listings have no version of their own.
KEEP_PAGE_SECONDS = 5
# How long one process alone may ask PostgreSQL for a thing, should it die before it says what it got.
CLAIM_SECONDS = 2
LOOK_AGAIN_SECONDS = 0.05

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


class TextClient(Protocol):
    """What `config.cache` adds to the client of Redis. Everything raises ConnectionInterrupted."""

    def read_text(self, key: str) -> str | None: ...

    def read_texts(self, keys: Sequence[str]) -> list[str | None]: ...

    def write_text(self, key: str, text: str, seconds: int) -> None: ...

    def run_script(self, script: str, key: str, *arguments: str | int) -> object: ...

    def run_script_for_each(self, script: str, calls: Sequence[tuple[str | int, ...]]) -> None: ...


@dataclass(frozen=True)
class Kept:
    """A document as JSON text, and its version; without a text, that nothing is shown there."""

    version: int
    text: str | None

    @classmethod
    def of(cls, item: Item) -> "Kept":
        return cls(item.version, item.document)

    @property
    def document(self) -> Document:
        """The document, taken apart anew each time. Raises ValueError where nothing is shown."""
        if self.text is None:
            raise ValueError("Nothing is shown there.")
        document: Document = json.loads(self.text)
        return document


@dataclass(frozen=True)
class Page:
    """Documents of a listing, and the cursor of the next page."""

    documents: tuple[Kept, ...]
    next_cursor: str

    def to_text(self) -> str:
        documents = ",".join(_text_of(kept) for kept in self.documents)
        return f"[[{documents}],{json.dumps(self.next_cursor)}]"


# That neither the mirror nor the database knows an address. Anything that is ever said about it is newer.
ABSENT = Kept(version=0, text=None)


def recall(pk: str) -> Kept | None:
    """What is remembered under `pk`; None when nothing is, or when Redis is away."""
    text = recall_text(pk)
    return None if text is None else _kept_of(text)


def recall_many(pks: Sequence[str]) -> dict[str, Kept]:
    """What is remembered under these keys, asked for at once; nothing while Redis is away."""
    if not pks:
        return {}
    try:
        texts = _client().read_texts(pks)
    except ConnectionInterrupted:
        return {}
    return {pk: _kept_of(text) for pk, text in zip(pks, texts, strict=True) if text is not None}


def keep(pk: str, kept: Kept) -> None:
    """Remember, unless something newer is remembered already. Does nothing while Redis is away."""
    seconds = KEEP_SECONDS if kept.version else KEEP_UNVERSIONED_SECONDS
    try:
        _client().run_script(KEEP_FORWARD, pk, kept.version, _text_of(kept), seconds)
    except ConnectionInterrupted:
        # The breaker has said so already; what is kept there is forgotten within KEEP_SECONDS.
        logger.debug("mirror_not_kept", extra={"pk": pk})


def keep_each(kept_by_pk: Mapping[str, Kept]) -> None:
    """Remember each of these versions, as `keep` does, in one go."""
    calls = [(pk, kept.version, _text_of(kept), KEEP_SECONDS) for pk, kept in kept_by_pk.items()]
    try:
        _client().run_script_for_each(KEEP_FORWARD, calls)
    except ConnectionInterrupted:
        logger.debug("mirror_not_kept", extra={"pks": list(kept_by_pk)})


def recall_text(key: str) -> str | None:
    """The text of what is remembered; None when nothing is, or when Redis is away."""
    try:
        return _client().read_text(key)
    except ConnectionInterrupted:
        return None


def keep_page(key: str, text: str) -> None:
    """Remember a page of a listing for a moment. Does nothing while Redis is away."""
    try:
        _client().write_text(key, text, KEEP_PAGE_SECONDS)
    except ConnectionInterrupted:
        logger.debug("mirror_not_kept", extra={"pk": key})


def claim(pk: str) -> bool:
    """Whether no other process is finding out at the moment what belongs under `pk`; True while Redis is away."""
    return cache.add(_claim_key(pk), 1, CLAIM_SECONDS) is not False


def give_up_claim(pk: str) -> None:
    cache.delete(_claim_key(pk))


def wait_for(pk: str, seconds: float) -> Kept | None:
    """What another process comes to remember under `pk` within so many seconds; None when it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(LOOK_AGAIN_SECONDS)
        kept = recall(pk)
        if kept is not None:
            return kept
    return None


def _kept_of(text: str) -> Kept:
    """What `_text_of` has written."""
    version, document = text[1:-1].split(",", 1)
    return Kept(int(version), None if document.strip() == "null" else document)


def _text_of(kept: Kept) -> str:
    return f"[{kept.version},{'null' if kept.text is None else kept.text}]"


def _claim_key(pk: str) -> str:
    return f"claim:{pk}"


def _client() -> TextClient:
    return cast(TextClient, cast(Any, cache).client)
