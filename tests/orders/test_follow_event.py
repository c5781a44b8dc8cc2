"""What an order that is paid asks of workers: one message, for the e-mail and the invoices, and neither needs the other."""

from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import timezone

from orders import jobs
from orders.jobs import FOLLOW_EVENT, SEND_MAIL
from orders.models import Order, OrderEvent
from orders.services import follow_event as following
from orders.services.cancel_order import cancel_order
from orders.services.follow_event import follow_event
from orders.states import MailKind, MailState, OrderEventKind
from tests.factories.orders import placed_order, sold_variant
from tests.factories.selling import details_of, paid_order

pytestmark = pytest.mark.django_db(transaction=True)


class Bell:
    """Rings nobody, and knows for what it was rung."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, dict[str, int]]] = []

    def __call__(self, name: str, kwargs: dict[str, int] | None = None) -> SimpleNamespace:
        return SimpleNamespace(apply_async=lambda: self.rung.append((name, kwargs or {})))


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Bell:
    bell = Bell()
    monkeypatch.setattr(jobs, "signature", bell)
    return bell


@pytest.fixture
def paid(bell: Bell) -> Order:
    variant = sold_variant()
    details_of(variant.merchant)
    return paid_order((variant, 1))


def event_of(order: Order) -> OrderEvent:
    return order.events.get(kind=OrderEventKind.PAID)


def done_for(order: Order) -> tuple[int, int]:
    """E-mails that went, and invoices."""
    return len(mail.outbox), order.invoices.count()


def test_order_that_is_paid_rings_once(bell: Bell, paid: Order) -> None:
    assert bell.rung == [(FOLLOW_EVENT, {"event_id": event_of(paid).pk})]


def test_order_that_is_cancelled_rings_for_its_mail_alone(bell: Bell) -> None:
    order = placed_order((sold_variant(), 1))

    cancel_order(order_id=order.public_id, now=timezone.now())

    cancelled = order.mails.get(kind=MailKind.CANCELLED)
    assert (SEND_MAIL, {"mail_id": cancelled.pk}) in bell.rung
    assert FOLLOW_EVENT not in [name for name, _ in bell.rung]


def test_buyer_is_told_and_invoices_are_written_once(paid: Order) -> None:
    for _ in range(2):
        follow_event(event_id=event_of(paid).pk, now=timezone.now())

    assert done_for(paid) == (1, 1)
    assert paid.mails.get(kind=MailKind.PAID).state == MailState.SENT


def test_invoices_are_written_where_the_mail_cannot_be(paid: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise LookupError("no such template")

    event_id = event_of(paid).pk
    with monkeypatch.context() as patched:
        patched.setattr(following, "send_mail", fail)
        with pytest.raises(LookupError):
            follow_event(event_id=event_id, now=timezone.now())
    assert done_for(paid) == (0, 1)

    follow_event(event_id=event_id, now=timezone.now())
    assert done_for(paid) == (1, 1)
