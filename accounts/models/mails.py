"""E-mails that wait to be sent."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.states import DeliveryState

LONGEST_KIND = 60


class QueuedMail(models.Model):
    """What every e-mail has whose row is the queue; moved by `services.mails.claims` alone. `public_id` makes its
    Message-ID, the same at every try, so that a repeat can be recognised."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField()
    # Counts up with each claim, so it also tells whose claim a row is under.
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    # The code of what went wrong last; never what a server said, which repeats addresses.
    last_error = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True


class AccountMail(QueuedMail):
    """One e-mail to somebody about their account.

    What it says may open the account, so it lies here sealed under the shop's secret key, with the address that it goes
    to, and is wiped once it was sent or given up.
    """

    # The name of its template, such as "password_reset_key".
    kind = models.CharField(max_length=LONGEST_KIND)
    sealed = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "e-mail about an account"
        verbose_name_plural = "e-mails about accounts"
        constraints = [
            models.CheckConstraint(
                name="account_mail_wiped_at_its_end",
                condition=Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING]) & ~Q(sealed="")
                | Q(state__in=[DeliveryState.SENT, DeliveryState.FAILED], sealed=""),
            ),
            models.CheckConstraint(
                name="account_mail_claimed_by_somebody",
                condition=~Q(state=DeliveryState.SENDING) | Q(claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="account_mail_due", condition=Q(state=DeliveryState.WAITING)
            ),
            models.Index(
                fields=["claimed_at"], name="account_mail_claimed", condition=Q(state=DeliveryState.SENDING)
            ),
            models.Index(fields=["written_at"], name="account_mail_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
