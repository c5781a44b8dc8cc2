"""Ring for e-mails whose time has come, whose bell was lost or whose worker died."""

import logging
from datetime import datetime, timedelta

from orders.jobs import ring_send_mail
from orders.models import OutgoingMail
from orders.services.mail.send_mail import MOST_TRIES
from orders.states import MailState

logger = logging.getLogger(__name__)

# Far longer than `EMAIL_TIMEOUT` lets one e-mail take.
CLAIM_HOLDS = timedelta(minutes=5)
BATCH = 200


def sweep_mails(*, now: datetime) -> int:
    """How many bells were rung. Twice or side by side it does no harm: who comes second finds nothing to claim."""
    _open_dead_claims(now)
    waiting = OutgoingMail.objects.filter(state=MailState.WAITING, due_at__lte=now).order_by("due_at")
    ids = list(waiting.values_list("pk", flat=True)[:BATCH])
    for mail_id in ids:
        ring_send_mail(mail_id)
    return len(ids)


def _open_dead_claims(now: datetime) -> None:
    dead = OutgoingMail.objects.filter(state=MailState.SENDING, claimed_at__lte=now - CLAIM_HOLDS)
    given_up = dead.filter(tries__gte=MOST_TRIES).update(state=MailState.FAILED, last_error="worker_died")
    if given_up:
        logger.error("mail_given_up", extra={"count": given_up, "code": "worker_died"})
    dead.update(state=MailState.WAITING, due_at=now, last_error="worker_died")
