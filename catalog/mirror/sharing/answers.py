"""Answers that are the same for everybody: their bytes and their ETag, made once a version and process."""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime

from catalog.mirror.sharing.prepared import Prepared

# Shared caches show an answer for a minute, then an old one for up to ten while they fetch it anew, and for a day
# when the shop does not answer them. Browsers always ask, which costs them an empty 304.
CACHE_CONTROL = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
# A product's page and its document in the API take about 30 KB together.
MOST_BYTES = 32 * 1024 * 1024
ENTRY_BYTES = 500
# Above what the mirror is behind.
SETTLED_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """The body of an answer, its strong ETag with the quotes, and whether all that was asked was understood.

    `changed_at` is when what it tells of last changed, None where that is not known.
    """

    body: bytes
    etag: str
    is_understood: bool = True
    changed_at: datetime | None = None

    @classmethod
    def of(cls, body: bytes, *, is_understood: bool = True, changed_at: datetime | None = None) -> "Answer":
        etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        return cls(body, etag, is_understood, changed_at)

    def last_modified(self, now: float) -> int | None:
        """For the header: whole seconds since 1970, or None while it is too early to say so.

        HTTP tells two changes within one second not apart (RFC 9110, section 8.8.2.2), so nothing is said before the
        second one has reached the mirror as well. `now` is seconds since 1970.
        """
        if self.changed_at is None:
            return None
        changed = int(self.changed_at.timestamp())
        return changed if changed + SETTLED_SECONDS < now else None


ANSWERS = Prepared(MOST_BYTES)


def prepared_answer(
    key: Hashable,
    sources: tuple[object, ...],
    build: Callable[[], bytes],
    changed_at: datetime | None = None,
) -> Answer:
    """The answer that `build` builds of the sources, built already or now.

    `key` names everything else that the body depends on, such as the host that was asked; the sources are the views
    that it shows. What `build` raises is passed on.
    """
    return ANSWERS.get(
        key,
        sources,
        lambda: Answer.of(build(), changed_at=changed_at),
        lambda answer: len(answer.body) + ENTRY_BYTES,
    )
