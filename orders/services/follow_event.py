"""Do what a line of an order's story asks for outside of its transaction: tell the buyer, and write the papers."""

from datetime import datetime

from orders.models import OrderEvent, OutgoingMail
from orders.services.invoices.write_invoices import write_invoices
from orders.services.mail.send_mail import send_mail


def follow_event(*, event_id: int, now: datetime) -> None:
    """Send the e-mail of this event and write the invoices of its order. Twice is once; call outside of transactions.

    Neither waits for the other to go well.
    """
    event = OrderEvent.objects.get(pk=event_id)
    mails = list(OutgoingMail.objects.filter(event=event).values_list("pk", flat=True))
    try:
        for mail_id in mails:
            send_mail(mail_id=mail_id, now=now)
    finally:
        write_invoices(order_id=event.order_id, now=now)
