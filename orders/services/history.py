"""Write down what happened to an order, in the transaction in which it happens.

Everything that follows from it, such as telling the buyer, follows from here: whoever changes an order says so once.
"""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Merchant, User
from accounts.tenancy import Actor
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
    queue_mail(event)
    want_invoices(event)
    announce(event)
    return event
