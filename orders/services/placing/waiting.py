"""How long an order waits for the rows that others are ordering from."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from psycopg.errors import LockNotAvailable

from orders.errors import ShopBusy


@contextmanager
def no_longer_than_allowed() -> Iterator[None]:
    """Let ShopBusy say that the database ended the wait for a lock (`lock_timeout`) within the block.

    Around the transaction, which is undone by then. What else the database cannot do goes on as it is.
    """
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise ShopBusy("Many people are buying this right now. Try again.") from error
