"""Send a guest the way back to their order."""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Lower
from django.template.loader import render_to_string

from accounts.errors import MailFault
from accounts.services.mails.delivery import hand_over
from orders.jobs import ring_send_order_link
from orders.models import Order

logger = logging.getLogger(__name__)


def ask_for_order_link(*, number: int, email: str) -> None:
    """Have the link to this order sent to the address it was placed with, if `email` is that address.

    Nothing tells the caller whether it is: a worker is rung in either case, so the time it takes is the same.
    """
    matching = Order.objects.alias(address=Lower("email")).filter(
        number=number, address=email.strip().lower()
    )
    ring_send_order_link(matching.values_list("pk", flat=True).first())


def send_order_link(*, order_id: int | None) -> None:
    """The worker's side. No row waits for this: whom a lost message leaves without a link asks again.

    MailFault where another try may help. Call outside of transactions.
    """
    order = Order.objects.filter(pk=order_id).first() if order_id is not None else None
    if order is None:
        return
    context = {"order": order, "url": f"{settings.SITE_URL}{order.page_path}"}
    message = EmailMultiAlternatives(
        subject=f"Your order {order.number}",
        body=render_to_string("orders/mail/order_link.txt", context),
        to=[order.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        hand_over(message)
    except MailFault as fault:
        logger.warning("order_link_not_sent", extra={"order": order.number, "code": fault.code})
        if not fault.is_final:
            raise
    else:
        logger.info("order_link_sent", extra={"order": order.number})
