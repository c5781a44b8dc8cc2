"""Which happenings the buyer is told of by e-mail, and the row that waits to be sent."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from django.conf import settings

from orders.models import OrderEvent, OutgoingMail
from orders.states import BY_BANK, HAD_EXPIRED, HAD_GONE, LET_GO, RELEASED, MailKind, OrderEventKind

TOLD: Mapping[str, MailKind] = MappingProxyType(
    {
        OrderEventKind.PLACED: MailKind.RECEIVED,
        OrderEventKind.PAID: MailKind.PAID,
        OrderEventKind.PAYMENT_AUTHORISED: MailKind.AUTHORISED,
        OrderEventKind.PAYMENT_CAPTURED: MailKind.CAPTURED,
        OrderEventKind.PAYMENT_VOIDED: MailKind.LAPSED,
        OrderEventKind.FULFILLED: MailKind.SHIPPED,
        OrderEventKind.REST_KEPT: MailKind.REST_KEPT,
        OrderEventKind.TRACKED: MailKind.TRACKED,
        OrderEventKind.REFUNDED: MailKind.REFUNDED,
        OrderEventKind.REFUND_FAILED: MailKind.REFUND_FAILED,
        OrderEventKind.CANCELLED: MailKind.CANCELLED,
        OrderEventKind.EXPIRED: MailKind.EXPIRED,
        OrderEventKind.RETURN_REQUESTED: MailKind.RETURN_ANNOUNCED,
        OrderEventKind.RETURN_RECEIVED: MailKind.RETURN_RECEIVED,
        OrderEventKind.RETURN_REFUSED: MailKind.RETURN_REFUSED,
    }
)
# Most orders are paid within a minute, and then the one e-mail that says so is enough: that an order waits for its
# payment is told to those whose order still does.
PATIENCE: Mapping[MailKind, timedelta] = MappingProxyType({MailKind.RECEIVED: timedelta(minutes=5)})


def queue_mail(event: OrderEvent) -> int | None:
    """Write down that the buyer is to be told of this event, in the event's own transaction; most need no telling.

    The primary key of an e-mail that is due now: whoever calls rings for it.
    """
    mail = mail_of(event)
    if mail is None:
        return None
    mail.save(force_insert=True)
    return mail.pk if mail.due_at <= event.happened_at else None


def mail_of(event: OrderEvent) -> OutgoingMail | None:
    """What the buyer is to be told of this event, not written yet; None if nothing."""
    if LET_GO in event.data:
        return _written(event, MailKind.LET_GO)
    kind = TOLD.get(event.kind)
    # What was never taken does not come back; what was taken instead is told once it is.
    if kind is None or RELEASED in event.data or BY_BANK in event.data:
        return None
    if kind == MailKind.CANCELLED and HAD_EXPIRED in event.data:
        return None
    if kind == MailKind.REFUND_FAILED and HAD_GONE not in event.data:
        return None
    return _written(event, kind)


def _written(event: OrderEvent, kind: MailKind) -> OutgoingMail:
    return OutgoingMail(
        order_id=event.order_id,
        event=event,
        kind=kind,
        language=settings.LANGUAGE_CODE,
        due_at=event.happened_at + PATIENCE.get(kind, timedelta()),
    )
