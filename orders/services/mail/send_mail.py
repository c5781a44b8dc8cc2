"""Send one e-mail of an order: claim it, write it, hand it over, note it down."""

import logging
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from accounts.errors import MailFault
from accounts.services.mails.delivery import hand_over
from orders.models import Order, OrderEvent, OutgoingMail
from orders.services.mail.envelope import put_into_envelope
from orders.services.mail.letter import write_letter
from orders.states import MailKind, MailState, OrderState, PaymentState

logger = logging.getLogger(__name__)

MOST_TRIES = 6
# Before the second try; each further one waits four times as long, the last about four hours.
FIRST_PAUSE = timedelta(minutes=1)

# What must be so for the e-mail to be true when it is sent; the others tell of what does not change any more.
_TRUE_WHILE: dict[str, OrderState] = {
    MailKind.RECEIVED: OrderState.PLACED,
    MailKind.CANCELLED: OrderState.CANCELLED,
    MailKind.EXPIRED: OrderState.CANCELLED,
    MailKind.LAPSED: OrderState.CONFIRMED,
}


def send_mail(*, mail_id: int, now: datetime) -> bool:
    """Send this e-mail if it is due and nobody else is at it; whether it went.

    Two workers never send the same one: a conditional UPDATE claims it. A worker that dies after the server took the
    e-mail and before this is written down leaves a claim that `sweep_mails` opens again: then it goes a second time,
    under the same Message-ID. Call outside of transactions.
    """
    mail = _claim(mail_id, now)
    if mail is None:
        return False
    if not _is_true(mail, mail.order):
        _finish(mail, state=MailState.DROPPED)
        return False
    try:
        message_id = hand_over(put_into_envelope(mail, write_letter(mail)))
    except MailFault as fault:
        _put_back(mail, fault, now)
        return False
    _finish(mail, state=MailState.SENT, sent_at=now, message_id=message_id, last_error="")
    return True


def _claim(mail_id: int, now: datetime) -> OutgoingMail | None:
    due = OutgoingMail.objects.filter(pk=mail_id, state=MailState.WAITING, due_at__lte=now)
    if not due.update(state=MailState.SENDING, claimed_at=now, tries=F("tries") + 1):
        return None
    return OutgoingMail.objects.select_related("order", "event__merchant").get(pk=mail_id)


def _is_true(mail: OutgoingMail, order: Order) -> bool:
    if mail.kind == MailKind.TRACKED and _is_corrected_again(mail.event):
        return False
    if mail.kind == MailKind.LAPSED and not _waits_for_money(order):
        return False
    wanted = _TRUE_WHILE.get(mail.kind)
    return wanted is None or order.order_state == wanted


def _waits_for_money(order: Order) -> bool:
    """Whether something is to be paid of an order whose authorisation has ended: it was neither paid anew nor given back."""
    return order.payment_state == PaymentState.VOIDED and order.due_minor > 0


def _is_corrected_again(event: OrderEvent) -> bool:
    """Whether a later e-mail tells of the same shipment: both would say how it is followed now."""
    later = OrderEvent.objects.filter(order=event.order_id, kind=event.kind, pk__gt=event.pk)
    return later.filter(data__fulfilment=event.data.get("fulfilment")).exists()


def _put_back(mail: OutgoingMail, fault: MailFault, now: datetime) -> None:
    told = {"mail": mail.pk, "kind": mail.kind, "order": mail.order.number, "code": fault.code}
    if fault.is_final or mail.tries >= MOST_TRIES:
        logger.error("mail_given_up", extra=told)
        _finish(mail, state=MailState.FAILED, last_error=fault.code)
        return
    logger.warning("mail_not_sent", extra=told)
    pause = FIRST_PAUSE * 4 ** (mail.tries - 1)
    _finish(mail, state=MailState.WAITING, due_at=now + pause, last_error=fault.code)


def _finish(mail: OutgoingMail, **changes: object) -> None:
    if not _own(mail).update(**changes):
        # It took longer than the claim holds, and somebody else is at it.
        logger.warning("mail_claim_lost", extra={"mail": mail.pk})


def _own(mail: OutgoingMail) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(pk=mail.pk, state=MailState.SENDING, tries=mail.tries)
