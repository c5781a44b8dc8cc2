"""Send one e-mail about an account: claim it, open it, hand it over, wipe it."""

import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F

from accounts.errors import MailFault
from accounts.models import AccountMail
from accounts.services.mails.delivery import hand_over
from accounts.services.mails.queue_mail import read_mail
from accounts.states import DeliveryState

logger = logging.getLogger(__name__)

MOST_TRIES = 6
# Before the second try; each further one waits four times as long, the last about four hours. Links hold for longer.
FIRST_PAUSE = timedelta(minutes=1)


def send_mail(*, mail_id: int, now: datetime) -> bool:
    """Send this e-mail if it is due and nobody else is at it; whether it went. Call outside of transactions.

    As with e-mails of orders, only a worker that dies between the server's "taken" and its own commit has it sent a
    second time, under the same Message-ID.
    """
    mail = _claim(mail_id, now)
    if mail is None:
        return False
    try:
        hand_over(_put_into_envelope(mail))
    except MailFault as fault:
        _put_back(mail, fault, now)
        return False
    _finish(mail, state=DeliveryState.SENT, sealed="", last_error="")
    return True


def _claim(mail_id: int, now: datetime) -> AccountMail | None:
    due = AccountMail.objects.filter(pk=mail_id, state=DeliveryState.WAITING, due_at__lte=now)
    if not due.update(state=DeliveryState.SENDING, claimed_at=now, tries=F("tries") + 1):
        return None
    return AccountMail.objects.get(pk=mail_id)


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


def _put_back(mail: AccountMail, fault: MailFault, now: datetime) -> None:
    told = {"mail": mail.pk, "kind": mail.kind, "code": fault.code}
    if fault.is_final or mail.tries >= MOST_TRIES:
        logger.error("account_mail_given_up", extra=told)
        _finish(mail, state=DeliveryState.FAILED, sealed="", last_error=fault.code)
        return
    logger.warning("account_mail_not_sent", extra=told)
    pause = FIRST_PAUSE * 4 ** (mail.tries - 1)
    _finish(mail, state=DeliveryState.WAITING, due_at=now + pause, last_error=fault.code)


def _finish(mail: AccountMail, **changes: object) -> None:
    own = AccountMail.objects.filter(pk=mail.pk, state=DeliveryState.SENDING, tries=mail.tries)
    if not own.update(**changes):
        # It took longer than the claim holds, and somebody else is at it.
        logger.warning("account_mail_claim_lost", extra={"mail": mail.pk})
