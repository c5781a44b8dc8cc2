"""Write down what happened to an order, in the transaction in which it happens.

Everything that follows from it, such as telling the buyer, follows from here: whoever changes an order says so once.
"""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Merchant, User
from accounts.tenancy import Actor
from orders.jobs import ring_follow_event, ring_send_mail, ring_write_invoices
from orders.models import Order, OrderEvent
from orders.services.invoices.want_invoices import want_invoices
from orders.services.mail.queue_mail import queue_mail
from orders.services.programs.announce import announce
from orders.states import OrderEventKind

Particular = str | int | bool | None | list[str]


def record(  # who, what, whose and when belong to every line of a story
    order: Order,
    kind: OrderEventKind,
    *,
    now: datetime,
    by: Actor | None = None,
    merchant: Merchant | None = None,
    data: Mapping[str, Particular | list[Mapping[str, Particular]]] | None = None,
) -> OrderEvent:
    """Add a line to the order's story.

    by: the person who did it, if any. merchant: whose part of the order it concerns; without one it concerns all.
    data: particulars as JSON; never an address, an e-mail address or a secret.
    """
    event = OrderEvent.objects.create(
        order=order,
        kind=kind,
        merchant=merchant,
        user=by if isinstance(by, User) else None,
        data=dict(data or {}),
        happened_at=now,
    )
    _ring(event, queue_mail(event), owes_invoices=want_invoices(event))
    announce(event)
    return event


def _ring(event: OrderEvent, mail_id: int | None, *, owes_invoices: bool) -> None:
    """Once, also for both: a message to a worker costs as much as all that is written here."""
    if mail_id is not None and owes_invoices:
        ring_follow_event(event.pk)
    elif mail_id is not None:
        ring_send_mail(mail_id)
    elif owes_invoices:
        ring_write_invoices(event.order_id)
