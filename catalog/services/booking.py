"""Say why stock changes, so that the ledger can tell."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from catalog.states import StockReason


@contextmanager
def booked_as(reason: StockReason, *, reference: str = "", actor_id: int | None = None) -> Iterator[None]:
    """Let the ledger name this reason for what is on hand more or less after the block. Inside a transaction.

    IntegrityError when a stock row was booked for the same reason and reference before, unless that is "".
    """
    _tell(json.dumps({"reason": reason, "reference": reference, "actor_id": actor_id}))
    yield
    # Not after an error: the transaction is over then, and the setting with it.
    _tell("")


def _tell(booking: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('vitrine.booking', %s, true)", [booking])
