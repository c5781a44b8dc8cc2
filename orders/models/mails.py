"""What buyers are to be told by e-mail."""

from django.db import models
from django.db.models import Q

from accounts.models.mails import QueuedMail
from orders.models.history import OrderEvent
from orders.models.orders import Order
from orders.states import MailKind, MailState


class OutgoingMail(QueuedMail):
    """One e-mail to the buyer of an order, written in the transaction of the event that it tells of.

    Holds neither address nor words: both are taken from the order when it is sent.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="mails")
    event = models.ForeignKey(OrderEvent, on_delete=models.PROTECT, related_name="mails", db_index=False)
    kind = models.CharField(max_length=16, choices=MailKind)
    # In which amounts and dates are written, as "en" or "de-at".
    language = models.CharField(max_length=16, default="en")
    # Those of any e-mail, and one more.
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    sent_at = models.DateTimeField(null=True)
    # What the provider calls it, where there is one that names mails.
    message_id = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "e-mail"
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="outgoing_mail_once_an_event"),
            models.CheckConstraint(
                name="outgoing_mail_sent_at_some_time",
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="outgoing_mail_claimed_by_somebody",
                condition=~Q(state=MailState.SENDING) | Q(claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="outgoing_mail_due", condition=Q(state=MailState.WAITING)),
            models.Index(
                fields=["claimed_at"], name="outgoing_mail_claimed", condition=Q(state=MailState.SENDING)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.order})"
