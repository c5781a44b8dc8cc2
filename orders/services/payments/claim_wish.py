"""Whose turn it is to ask a provider for a capture or a refund, and when to ask again."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


def claim_wish(wish: Any, pending: QuerySet[Any], now: datetime) -> bool:  # noqa: ANN401  # a Capture or a Refund
    """Note that the wish is asked for now, and when it is next, later each time; False when another worker was faster.

    pending: those of its kind that nobody has answered, by columns of their own table alone, so that PostgreSQL looks at the
    row again once another worker lets go of it.
    """
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(wish.attempts, 10))
    rows = pending.filter(pk=wish.pk, ask_at=wish.ask_at)
    return bool(rows.update(ask_at=now + wait, attempts=F("attempts") + 1))
