"""Answers that are the same for everybody: their bytes and their ETag, made once a version and process."""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from catalog.mirror.sharing.prepared import Prepared

# Shared caches show an answer for a minute, then an old one for up to ten while they fetch it anew, and for a day
# when the shop does not answer them. Browsers always ask, which costs them an empty 304.
CACHE_CONTROL = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
# A product's page and its document in the API take about 30 KB together.
MOST_BYTES = 32 * 1024 * 1024
ENTRY_BYTES = 500


@dataclass(frozen=True)
class Answer:
    """The body of an answer, its strong ETag with the quotes, and whether all that was asked was understood."""

    body: bytes
    etag: str
    is_understood: bool = True

    @classmethod
    def of(cls, body: bytes, *, is_understood: bool = True) -> "Answer":
        return cls(body, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"', is_understood)


ANSWERS = Prepared(MOST_BYTES)


def prepared_answer(key: Hashable, sources: tuple[object, ...], build: Callable[[], bytes]) -> Answer:
    """The answer that `build` builds of the sources, built already or now.

    `key` names everything else that the body depends on, such as the host that was asked; the sources are the views
    that it shows. What `build` raises is passed on.
    """
    return ANSWERS.get(
        key, sources, lambda: Answer.of(build()), lambda answer: len(answer.body) + ENTRY_BYTES
    )
