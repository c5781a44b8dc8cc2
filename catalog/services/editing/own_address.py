"""No two of a kind at one address."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from catalog.errors import SlugTaken


@contextmanager
def only_one_at(slug: str, among: QuerySet[Any]) -> Iterator[None]:
    """The database keeps addresses apart, also of two that are made at once; say so in the merchant's words.

    `among` are all that have addresses of this kind. Raises SlugTaken, and what was written within the block is undone.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if among.filter(slug=slug).exists():
            called = among.model._meta.verbose_name
            raise SlugTaken(f"There is a {called} at the address “{slug}” already.") from error
        raise
