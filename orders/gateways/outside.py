"""Nobody outside is asked within a transaction: rows would stay locked for as long as they take to answer."""

from django.db import connection, transaction


def require_outside() -> None:
    """RuntimeError inside a transaction, which would go on holding what was locked; frames of test cases are none."""
    if connection.in_atomic_block:
        with transaction.atomic(durable=True):
            pass
