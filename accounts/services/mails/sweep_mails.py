"""Ring for e-mails about accounts that are due, whose bell was lost or whose worker died, and forget old ones."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.jobs import ring_account_mail
from accounts.models import AccountMail
from accounts.services.forgetting import forget
from accounts.services.mails.send_mail import QUEUE
from accounts.states import DeliveryState

KEPT = timedelta(days=2)


def sweep_mails(*, now: datetime) -> int:
    """How many bells were rung. Twice or side by side it does no harm: who comes second finds nothing to claim."""
    ids = QUEUE.due(now)
    with transaction.atomic():
        for mail_id in ids:
            ring_account_mail(mail_id)
    return len(ids)


def forget_old_mails(*, now: datetime) -> int:
    """Forget that something was sent or given up two days ago; how many rows that were."""
    ended = (DeliveryState.SENT, DeliveryState.FAILED)
    return forget(AccountMail.objects.filter(written_at__lt=now - KEPT, state__in=ended))
