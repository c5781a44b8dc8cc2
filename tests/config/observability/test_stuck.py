"""What waits for a person is counted, and nothing else is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AccountMail
from accounts.states import DeliveryState
from config.observability import stuck
from config.observability.metrics import Metric
from config.observability.tasks import measure
from orders.models import Order, OrderEvent, OutgoingMail, Payment, WantedInvoice
from orders.services.history import record
from orders.states import MailKind, MailState, OrderEventKind, PaymentState
from tests.factories.orders import payment_of, placed_order, sold_variant
from tests.factories.selling import details_of, invoiced_order

pytestmark = pytest.mark.django_db

CLOCK = "orders.expire_unpaid_orders"
NOTHING = {Metric.PAYMENTS_HELD: 0, Metric.MAILS_GIVEN_UP: 0, Metric.INVOICES_NOT_WRITTEN: 0}
HOUR = timedelta(hours=1)


def mail_of(order: Order, state: MailState, *, age: timedelta) -> OutgoingMail:
    """An e-mail of the order whose last try began that long ago."""
    event = record(order, OrderEventKind.NOTE, now=timezone.now())
    return OutgoingMail.objects.create(
        order=order,
        event=event,
        kind=MailKind.RECEIVED,
        state=state,
        due_at=timezone.now(),
        claimed_at=timezone.now() - age,
    )


def account_mail(state: DeliveryState, *, age: timedelta) -> AccountMail:
    return AccountMail.objects.create(
        kind="x", state=state, due_at=timezone.now(), claimed_at=timezone.now() - age
    )


def wanted(order: Order, *, age: timedelta) -> WantedInvoice:
    """An invoice that was asked for that long ago and is not written."""
    event = record(order, OrderEventKind.NOTE, now=timezone.now() - age)
    return WantedInvoice.objects.create(event=event, merchant=order.lines.get().merchant)


@pytest.fixture
def order() -> Order:
    return placed_order((sold_variant(), 1))


def test_nothing_waits_for_a_person_where_all_went_well(order: Order) -> None:
    assert measure(CLOCK, None, 0.1) == NOTHING


def test_payments_that_need_a_person_are_counted(order: Order) -> None:
    Payment.objects.filter(pk=payment_of(order).pk).update(state=PaymentState.HELD)

    assert measure(CLOCK, None, 0.1) == {**NOTHING, Metric.PAYMENTS_HELD: 1}


def test_mails_of_orders_and_accounts_that_were_given_up_are_counted_for_a_day(order: Order) -> None:
    for age in (HOUR, 23 * HOUR, 25 * HOUR):
        mail_of(order, MailState.FAILED, age=age)
        account_mail(DeliveryState.FAILED, age=age)
    mail_of(order, MailState.WAITING, age=HOUR)
    account_mail(DeliveryState.SENT, age=HOUR)

    assert measure(CLOCK, None, 0.1) == {**NOTHING, Metric.MAILS_GIVEN_UP: 4}


def test_only_the_newest_mails_are_read(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stuck, "NEWEST_MAILS", 2)
    for _ in range(3):
        account_mail(DeliveryState.FAILED, age=HOUR)

    assert measure(CLOCK, None, 0.1) == {**NOTHING, Metric.MAILS_GIVEN_UP: 2}


def test_invoices_that_could_be_written_are_counted_after_an_hour(order: Order) -> None:
    details_of(order.lines.get().merchant)
    for age in (0.9 * HOUR, 1.1 * HOUR, 30 * HOUR):
        wanted(order, age=age)

    assert measure(CLOCK, None, 0.1) == {**NOTHING, Metric.INVOICES_NOT_WRITTEN: 2}


def test_invoices_of_merchants_without_details_wait_for_those(order: Order) -> None:
    wanted(order, age=2 * HOUR)

    assert measure(CLOCK, None, 0.1) == NOTHING


def test_credit_notes_are_counted_once_their_invoice_is_there() -> None:
    order = invoiced_order()
    other = placed_order((sold_variant(merchant=order.lines.get().merchant), 1))
    for one in (order, other):
        event = OrderEvent.objects.create(
            order=one, kind=OrderEventKind.REFUNDED, happened_at=timezone.now() - 2 * HOUR
        )
        WantedInvoice.objects.create(event=event, merchant=one.lines.get().merchant)

    assert measure(CLOCK, None, 0.1) == {**NOTHING, Metric.INVOICES_NOT_WRITTEN: 1}


def test_of_many_invoices_not_all_are_counted(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stuck, "MOST_INVOICES", 1)
    details_of(order.lines.get().merchant)
    for _ in range(2):
        wanted(order, age=2 * HOUR)

    assert measure(CLOCK, None, 0.1) == {**NOTHING, Metric.INVOICES_NOT_WRITTEN: 1}
