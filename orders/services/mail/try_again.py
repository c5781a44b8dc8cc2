"""Have an e-mail that was given up sent after all, such as when the server is well again."""

from datetime import datetime

from django.db import transaction

from orders.jobs import ring_send_mail
from orders.models import OutgoingMail
from orders.states import MailState


def try_again(*, mail_id: int, now: datetime) -> bool:
    """Let this e-mail wait anew, with all its tries; False, and nothing changed, when it was not given up."""
    with transaction.atomic():
        failed = OutgoingMail.objects.filter(pk=mail_id, state=MailState.FAILED)
        if not failed.update(state=MailState.WAITING, due_at=now, tries=0):
            return False
        ring_send_mail(mail_id)
    return True
