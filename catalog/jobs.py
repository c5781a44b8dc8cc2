"""Doorbells of the catalogue. The rows are the queue; a ring that is lost costs a few seconds."""

from celery import signature
from django.db import transaction


def ring_import(import_id: int) -> None:
    """Have a worker go on with this import once the transaction is committed."""
    ring = signature("catalog.run_import", kwargs={"import_id": import_id})
    transaction.on_commit(ring.apply_async, robust=True)


def ring_prepare_image(media_id: int) -> None:
    """Have a worker prepare this picture once the transaction is committed."""
    ring = signature("catalog.prepare_image", kwargs={"media_id": media_id})
    transaction.on_commit(ring.apply_async, robust=True)


def ring_fetch_pictures() -> None:
    """Have a worker fetch the pictures that are due once the transaction is committed."""
    ring = signature("catalog.fetch_pictures")
    transaction.on_commit(ring.apply_async, robust=True)


def ring_publish_scheduled(product_id: int) -> None:
    """Have a worker put this product on sale, whose time has come."""
    ring = signature("catalog.publish_scheduled", kwargs={"product_id": product_id})
    transaction.on_commit(ring.apply_async, robust=True)


def ring_mirror_relay() -> None:
    """Have the relay look at the mirror's queue once the transaction is committed.

    The change is safe by then, so a broker that does not answer must not turn it into an error: the clock
    rings as well. However often a transaction asks for it, the bell rings once.
    """
    waiting = transaction.get_connection().run_on_commit
    if not any(callback is _ring_relay for _, callback, _ in waiting):
        transaction.on_commit(_ring_relay, robust=True)


def _ring_relay() -> None:
    signature("catalog.relay_mirror").apply_async()
