"""What no clock mends by itself, counted so that somebody is woken for it."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, Max, OuterRef, Q

from accounts.models import AccountMail
from accounts.models.mails import QueuedMail
from accounts.states import DeliveryState
from config.observability.metrics import Metric
from orders.models import Invoice, OutgoingMail, Payment, WantedInvoice
from orders.states import InvoiceKind, OrderEventKind, PaymentState

DAY: Final = timedelta(days=1)
# The sweeper has had an invoice tried many times by then.
PATIENCE: Final = timedelta(hours=1)
# An e-mail is given up some six hours after it was written. A shop with a million orders a month writes fewer until then.
NEWEST_MAILS: Final = 50_000
# More than these make no difference to whoever is woken.
MOST_INVOICES: Final = 1_000


def measure_stuck(now: datetime) -> dict[Metric, float]:
    """Everything of the whole shop that waits for a person."""
    return {
        Metric.PAYMENTS_HELD: Payment.objects.filter(state=PaymentState.HELD).count(),
        Metric.MAILS_GIVEN_UP: _given_up(OutgoingMail, now) + _given_up(AccountMail, now),
        Metric.INVOICES_NOT_WRITTEN: _not_written(now),
    }


def _given_up(model: type[QueuedMail], now: datetime) -> int:
    """E-mails that were given up within the last day.

    No index knows of those that were given up, so only the newest are read, by primary key. The last try was when they
    were claimed.
    """
    newest = model._default_manager.aggregate(pk=Max("pk"))["pk"] or 0
    recent = model._default_manager.filter(pk__gt=newest - NEWEST_MAILS)
    return recent.filter(state=DeliveryState.FAILED, claimed_at__gte=now - DAY).count()


def _not_written(now: datetime) -> int:
    """Invoices that could be written, since their merchant's details are known, and were not for an hour; and credit notes, but
    those for whose invoice is waited.

    The index of WantedInvoice's `merchant` leads to them. What was written is no row any more, so few wait, and of many not
    all are counted.
    """
    possible = WantedInvoice.objects.filter(merchant__details__isnull=False)
    invoice = Invoice.objects.filter(
        order=OuterRef("event__order"), merchant=OuterRef("merchant"), kind=InvoiceKind.INVOICE
    )
    possible = possible.filter(~Q(event__kind=OrderEventKind.REFUNDED) | Exists(invoice))
    return possible.filter(event__happened_at__lte=now - PATIENCE).order_by()[:MOST_INVOICES].count()
