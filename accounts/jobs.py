"""Doorbells of webhooks and of e-mails about accounts. The rows are the queue; a ring that is lost costs at most a minute."""

from celery import signature
from django.db import transaction

DELIVER_WEBHOOK = "accounts.deliver_webhook"
SWEEP_WEBHOOKS = "accounts.sweep_webhooks"
SEND_ACCOUNT_MAIL = "accounts.send_mail"
SWEEP_ACCOUNT_MAILS = "accounts.sweep_mails"


def ring_delivery(delivery_id: int) -> None:
    """Have a worker send this message once the transaction is committed."""
    ring = signature(DELIVER_WEBHOOK, kwargs={"delivery_id": delivery_id})
    transaction.on_commit(ring.apply_async, robust=True)


def ring_account_mail(mail_id: int) -> None:
    """Have a worker send this e-mail once the transaction is committed."""
    ring = signature(SEND_ACCOUNT_MAIL, kwargs={"mail_id": mail_id})
    transaction.on_commit(ring.apply_async, robust=True)
