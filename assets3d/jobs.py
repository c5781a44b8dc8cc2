"""Doorbells: each asks, once the transaction is committed, that a worker look at a row.

A ring that fails is logged and forgotten, for the work waits in its row and the sweeper rings again.
"""

from typing import Any

from celery import signature
from django.db import transaction


def ring_finish_upload(key: str) -> None:
    """Ask that the upload under this key be checked."""
    _ring("assets3d.finish_upload", key=key)


def ring_convert(conversion_id: int, *, is_background: bool) -> None:
    """Ask that this conversion be run, by the workers for what somebody waits for or by the others."""
    name = "assets3d.convert_in_background" if is_background else "assets3d.convert"
    _ring(name, conversion_id=conversion_id)


def _ring(name: str, **kwargs: Any) -> None:
    transaction.on_commit(signature(name, kwargs=kwargs).apply_async, robust=True)
