"""Send one e-mail about an account: claim it, open it, hand it over, wipe it."""

from datetime import datetime
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from accounts.errors import MailFault
from accounts.models import AccountMail
from accounts.services.mails.claims import MailQueue
from accounts.services.mails.delivery import hand_over
from accounts.services.mails.queue_mail import read_mail
from accounts.states import DeliveryState

QUEUE = MailQueue(AccountMail, "accounts", wiped={"sealed": ""})


def send_mail(*, mail_id: int, now: datetime) -> bool:
    """Send this e-mail if it is due and nobody else is at it; whether it went. Call outside of transactions."""
    if not QUEUE.claim(mail_id, now):
        return False
    mail = AccountMail.objects.get(pk=mail_id)
    try:
        hand_over(_put_into_envelope(mail))
    except MailFault as fault:
        QUEUE.put_back(mail, fault, now, kind=mail.kind)
        return False
    QUEUE.end(mail, DeliveryState.SENT, last_error="")
    return True


def _put_into_envelope(mail: AccountMail) -> EmailMultiAlternatives:
    try:
        written = read_mail(mail)
    except InvalidToken:
        raise MailFault("The key has changed.", code="key_changed", is_final=True) from None
    return EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        to=[written.to],
        headers={
            "Message-ID": f"<{mail.public_id}@{urlsplit(settings.SITE_URL).hostname}>",
            # So that holiday notices stay away.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
