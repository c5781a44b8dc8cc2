"""DynamoDB while it answers, and the few places that readers have in PostgreSQL while it does not."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TypeVar

from django.db import DatabaseError, InterfaceError

from catalog.errors import CatalogUnavailable, MirrorUnavailable
from catalog.mirror.sharing.breaker import Breaker

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

FALLBACK_READERS = 4
FALLBACK_WAIT_SECONDS = 0.5
TABLE_REST_SECONDS = 5.0

_fallback_readers = BoundedSemaphore(FALLBACK_READERS)
_table_breaker = Breaker(TABLE_REST_SECONDS)


def table_is_away() -> bool:
    """Whether DynamoDB did not answer a moment ago and is left alone."""
    return _table_breaker.is_open


def ask_table(ask: Callable[[], Answer], default: Answer) -> Answer:
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
def database_reader() -> Iterator[None]:
    """One of the few places for readers of PostgreSQL. Raises CatalogUnavailable."""
    if not _fallback_readers.acquire(timeout=FALLBACK_WAIT_SECONDS):
        raise CatalogUnavailable("The catalogue is busy. Please try again in a moment.")
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        raise CatalogUnavailable("The catalogue does not answer. Please try again in a moment.") from error
    finally:
        _fallback_readers.release()
