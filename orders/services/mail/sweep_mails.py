"""Ring for e-mails whose time has come, whose bell was lost or whose worker died."""

from datetime import datetime

from orders.jobs import ring_send_mail
from orders.services.mail.send_mail import QUEUE


def sweep_mails(*, now: datetime) -> int:
    """How many bells were rung. Twice or side by side it does no harm: who comes second finds nothing to claim."""
    ids = QUEUE.due(now)
    for mail_id in ids:
        ring_send_mail(mail_id)
    return len(ids)
