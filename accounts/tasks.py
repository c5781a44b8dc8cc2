"""The worker's side of what the clock rings for. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from accounts.jobs import DELIVER_WEBHOOK, SEND_ACCOUNT_MAIL, SWEEP_ACCOUNT_MAILS, SWEEP_WEBHOOKS
from accounts.services.idempotency.sweep_answered import sweep_answered
from accounts.services.mails import send_mail as sending
from accounts.services.mails import sweep_mails as sweeping
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
    try:
        sweep_deliveries(now=now)
    finally:
        # Most of all when there is so much that ringing fails.
        forget_old_deliveries(now=now)


@shared_task(name=SEND_ACCOUNT_MAIL)
def send_account_mail(*, mail_id: int, **_later: object) -> None:
    sending.send_mail(mail_id=mail_id, now=timezone.now())


@shared_task(name=SWEEP_ACCOUNT_MAILS)
def sweep_account_mails(**_later: object) -> None:
    """Ring for e-mails that are due, and for those that a worker died over; forget old ones."""
    now = timezone.now()
    sweeping.sweep_mails(now=now)
    sweeping.forget_old_mails(now=now)
