"""Doorbells of webhooks. The rows are the queue; a ring that is lost costs at most a minute."""

from celery import signature
from django.db import transaction

DELIVER_WEBHOOK = "accounts.deliver_webhook"
SWEEP_WEBHOOKS = "accounts.sweep_webhooks"


def ring_delivery(delivery_id: int) -> None:
    """Have a worker send this message once the transaction is committed."""
    ring = signature(DELIVER_WEBHOOK, kwargs={"delivery_id": delivery_id})
    transaction.on_commit(ring.apply_async, robust=True)
