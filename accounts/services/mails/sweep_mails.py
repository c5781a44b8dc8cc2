"""Ring for e-mails about accounts that are due, whose bell was lost or whose worker died, and forget old ones."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from accounts.jobs import ring_account_mail
from accounts.models import AccountMail
from accounts.services.mails.send_mail import MOST_TRIES
from accounts.states import DeliveryState

logger = logging.getLogger(__name__)

# Far longer than `EMAIL_TIMEOUT` lets one e-mail take.
CLAIM_HOLDS = timedelta(minutes=5)
KEPT = timedelta(days=2)
BATCH = 200


def sweep_mails(*, now: datetime) -> int:
    """How many bells were rung. Twice or side by side it does no harm: who comes second finds nothing to claim."""
    _open_dead_claims(now)
    waiting = AccountMail.objects.filter(state=DeliveryState.WAITING, due_at__lte=now).order_by("due_at")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        for mail_id in ids:
            ring_account_mail(mail_id)
    return len(ids)


def forget_old_mails(*, now: datetime) -> int:
    """Forget that something was sent or given up two days ago; how many rows that were."""
    ended = (DeliveryState.SENT, DeliveryState.FAILED)
    forgotten, _ = AccountMail.objects.filter(written_at__lt=now - KEPT, state__in=ended).delete()
    return forgotten


def _open_dead_claims(now: datetime) -> None:
    dead = AccountMail.objects.filter(state=DeliveryState.SENDING, claimed_at__lte=now - CLAIM_HOLDS)
    worn_out = dead.filter(tries__gte=MOST_TRIES)
    given_up = worn_out.update(state=DeliveryState.FAILED, sealed="", last_error="worker_died")
    if given_up:
        logger.error("account_mail_given_up", extra={"count": given_up, "code": "worker_died"})
    dead.update(state=DeliveryState.WAITING, due_at=now, last_error="worker_died")
