"""The worker's side of what the clock rings for. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from accounts.services.idempotency.sweep_answered import sweep_answered


@shared_task(name="accounts.sweep_answered")
def sweep_answered_task(**_later: object) -> None:
    """Forget answers to requests of more than a day ago."""
    sweep_answered(now=timezone.now())
