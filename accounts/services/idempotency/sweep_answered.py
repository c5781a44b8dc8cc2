"""Forget answers that nobody asks for again."""

from datetime import datetime, timedelta

from accounts.models import AnsweredRequest

KEPT = timedelta(hours=24)


def sweep_answered(*, now: datetime) -> int:
    """Forget what was asked more than a day ago; how many requests that were."""
    forgotten, _ = AnsweredRequest.objects.filter(created_at__lt=now - KEPT).delete()
    return forgotten
