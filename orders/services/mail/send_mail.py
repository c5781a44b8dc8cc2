"""Send one e-mail of an order: claim it, write it, hand it over, note it down."""

from datetime import datetime

from accounts.errors import MailFault
from accounts.services.mails.claims import MailQueue
from accounts.services.mails.delivery import hand_over
from orders.models import Order, OrderEvent, OutgoingMail, Return
from orders.services.mail.envelope import put_into_envelope
from orders.services.mail.letter import write_letter
from orders.states import MailKind, MailState, OrderState, PaymentState, ReturnState

QUEUE = MailQueue(OutgoingMail, "orders")

# What must be so for the e-mail to be true when it is sent; the others tell of what does not change any more.
_TRUE_WHILE: dict[str, OrderState] = {
    MailKind.RECEIVED: OrderState.PLACED,
    MailKind.CANCELLED: OrderState.CANCELLED,
    MailKind.EXPIRED: OrderState.CANCELLED,
    MailKind.LAPSED: OrderState.CONFIRMED,
}


def send_mail(*, mail_id: int, now: datetime) -> bool:
    """Send this e-mail if it is due and nobody else is at it; whether it went. Call outside of transactions."""
    if not QUEUE.claim(mail_id, now):
        return False
    mail = OutgoingMail.objects.select_related("order", "event__merchant__details").get(pk=mail_id)
    if not _is_true(mail, mail.order):
        QUEUE.end(mail, MailState.DROPPED)
        return False
    try:
        message_id = hand_over(put_into_envelope(mail, write_letter(mail)))
    except MailFault as fault:
        QUEUE.put_back(mail, fault, now, kind=mail.kind, order=mail.order.number)
        return False
    QUEUE.end(mail, MailState.SENT, sent_at=now, message_id=message_id, last_error="")
    return True


def _is_true(mail: OutgoingMail, order: Order) -> bool:
    if mail.kind == MailKind.TRACKED and _is_corrected_again(mail.event):
        return False
    if mail.kind == MailKind.RETURN_ANNOUNCED and not _is_on_its_way(mail.event):
        return False
    if mail.kind == MailKind.LAPSED and not _waits_for_money(order):
        return False
    if mail.kind == MailKind.LET_GO and order.order_state == OrderState.CONFIRMED and _waits_for_money(order):
        # That its authorisation has ended tells the same.
        return False
    wanted = _TRUE_WHILE.get(mail.kind)
    return wanted is None or order.order_state == wanted


def _waits_for_money(order: Order) -> bool:
    """Whether something is to be paid of an order whose authorisation has ended: it was neither paid anew nor given back."""
    return order.payment_state == PaymentState.VOIDED and order.due_minor > 0


def _is_on_its_way(event: OrderEvent) -> bool:
    """Whether what the event announces is still to be sent back, rather than received or refused meanwhile."""
    decided = Return.objects.filter(pk=event.data.get("return")).exclude(state=ReturnState.REQUESTED)
    return not decided.exists()


def _is_corrected_again(event: OrderEvent) -> bool:
    """Whether a later e-mail tells of the same shipment: both would say how it is followed now."""
    later = OrderEvent.objects.filter(order=event.order_id, kind=event.kind, pk__gt=event.pk)
    return later.filter(data__fulfilment=event.data.get("fulfilment")).exists()
