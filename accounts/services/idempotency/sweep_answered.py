"""Forget answers that nobody asks for again."""

from datetime import datetime, timedelta

from accounts.models import AnsweredRequest
from accounts.services.forgetting import forget

KEPT = timedelta(hours=24)


def sweep_answered(*, now: datetime) -> int:
    """Forget what was asked more than a day ago; how many requests that were."""
    return forget(AnsweredRequest.objects.filter(created_at__lt=now - KEPT))
