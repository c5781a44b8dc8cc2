"""The worker's side of what the clock rings for. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from accounts.jobs import DELIVER_WEBHOOK, SWEEP_WEBHOOKS
from accounts.services.idempotency.sweep_answered import sweep_answered
from accounts.services.webhooks.deliver import deliver
from accounts.services.webhooks.sweep_deliveries import forget_old_deliveries, sweep_deliveries


@shared_task(name="accounts.sweep_answered")
def sweep_answered_task(**_later: object) -> None:
    """Forget answers to requests of more than a day ago."""
    sweep_answered(now=timezone.now())


@shared_task(name=DELIVER_WEBHOOK)
def deliver_webhook(*, delivery_id: int, **_later: object) -> None:
    """Send one message; what does not arrive waits in its row."""
    deliver(delivery_id=delivery_id, now=timezone.now())


@shared_task(name=SWEEP_WEBHOOKS)
def sweep_webhooks(**_later: object) -> None:
    """Ring for messages whose time has come, and forget old ones."""
    now = timezone.now()
    sweep_deliveries(now=now)
    forget_old_deliveries(now=now)
