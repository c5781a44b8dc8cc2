"""How many may search at a time, so that a crowd of them cannot take the database away from the checkout."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.db import DatabaseError, InterfaceError

from catalog.errors import CatalogUnavailable

READERS = 4
WAIT_SECONDS = 0.5

# Of those, as many as whoever is still typing may take.
SUGGESTERS = 2

_places = BoundedSemaphore(READERS)
_suggesting = BoundedSemaphore(SUGGESTERS)


@contextmanager
def search_reader() -> Iterator[None]:
    """One of the places of this process. Raises CatalogUnavailable when none gets free, or PostgreSQL gives up."""
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise CatalogUnavailable("The search is busy. Please try again in a moment.")
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        raise CatalogUnavailable("The search does not answer. Please try again in a moment.") from error
    finally:
        _places.release()


@contextmanager
def suggestion_reader() -> Iterator[None]:
    """One of the few places for suggestions, so that finished searches find room. Raises CatalogUnavailable at once."""
    if not _suggesting.acquire(blocking=False):
        raise CatalogUnavailable("The search is busy. Please try again in a moment.")
    try:
        yield
    finally:
        _suggesting.release()
