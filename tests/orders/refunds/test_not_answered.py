"""A refund that its provider does not answer is asked for for ever, and after a day a person is told."""

import logging
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from orders.errors import GatewayFault
from orders.gateways.contract import RefundAnswer
from orders.gateways.local import LocalGateway
from orders.models import Order, Refund
from orders.models.refunds import ATTEMPTS_OF_A_DAY
from orders.queries.selling.waiting import with_refunds_not_answered
from orders.services.refunds.perform_refunds import perform_refunds
from orders.states import RefundState
from tests.factories.orders import NOW, payment_of, sold_variant
from tests.factories.selling import authorised_order, money_came, paid_order, refund_of
from tests.orders.admin.conftest import LIST, client_of, staff_of

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCE = "Not answered by the payment provider since"


@pytest.fixture
def refund(monkeypatch: pytest.MonkeyPatch) -> Refund:
    """Written down; nobody answers from then on."""

    def silent(*_: object) -> RefundAnswer:
        raise GatewayFault("No answer.")

    monkeypatch.setattr(LocalGateway, "refund", silent)
    refund = refund_of(paid_order((sold_variant(), 1)), 900)
    # Asking for it has rung a worker, who has been there already.
    Refund.objects.update(ask_at=NOW, attempts=0)
    refund.refresh_from_db()
    return refund


def ask(refund: Refund, *, times: int) -> datetime:
    """Each time when it is due; the last of them."""
    asked_at = NOW
    for _ in range(times):
        refund.refresh_from_db()
        asked_at = refund.ask_at
        perform_refunds(now=asked_at)
    refund.refresh_from_db()
    return asked_at


def waits(order: Order, user: User) -> bool:
    return with_refunds_not_answered(Order.objects.all(), user).contains(order)


def page_of(refund: Refund, client: Client) -> str:
    return " ".join(client.get(f"{LIST}{refund.order_id}/change/").content.decode().split())


def test_it_waits_for_a_person_after_a_day_and_is_asked_for_all_the_same(
    refund: Refund, superuser: User
) -> None:
    ask(refund, times=ATTEMPTS_OF_A_DAY - refund.attempts - 1)
    assert not waits(refund.order, superuser)

    last = ask(refund, times=1)

    assert timedelta(hours=22) < last - NOW < timedelta(hours=25)
    assert waits(refund.order, superuser)
    ask(refund, times=3)
    assert (refund.attempts, refund.state) == (ATTEMPTS_OF_A_DAY + 3, RefundState.PENDING)


def test_it_is_logged_with_its_fault_for_a_day_and_then_once(
    refund: Refund, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    ask(refund, times=ATTEMPTS_OF_A_DAY - refund.attempts + 5)

    said = [
        (one.levelno, one.getMessage(), bool(one.exc_info))
        for one in caplog.records
        if one.name.endswith("perform_refunds")
    ]
    assert set(said[:-1]) == {(logging.ERROR, "refund_not_answered", True)}
    assert said[-1] == (logging.WARNING, "refund_not_answered_for_a_day", False)


def test_order_is_listed_and_its_page_says_since_when_and_what_to_do(refund: Refund, superuser: User) -> None:
    owner, seller = client_of(superuser), staff_of(refund.order.lines.get().merchant)
    asked = {"attention": "silence"}
    assert SENTENCE not in page_of(refund, owner)
    Refund.objects.update(attempts=ATTEMPTS_OF_A_DAY)

    for client in (owner, seller):
        assert f"{LIST}{refund.order_id}/change/" in client.get(LIST, asked).content.decode()
    text = page_of(refund, owner)
    assert f'{SENTENCE} <time datetime="{NOW.isoformat()}">' in text
    assert f"Look it up at Local, as <code>{refund.public_id}</code>" in text
    text = page_of(refund, seller)
    assert SENTENCE in text
    assert "Whoever runs the shop looks it up there." in text
    assert str(refund.public_id) not in text


def test_what_the_provider_has_taken_note_of_is_no_silence(refund: Refund, superuser: User) -> None:
    Refund.objects.update(attempts=ATTEMPTS_OF_A_DAY, reference="re_1")

    assert not waits(refund.order, superuser)
    assert SENTENCE not in page_of(refund, client_of(superuser))


def test_refunds_of_others_are_not_told(refund: Refund) -> None:
    Refund.objects.update(attempts=ATTEMPTS_OF_A_DAY, merchant=None)
    seller = staff_of(refund.order.lines.get().merchant)

    assert (
        f"{LIST}{refund.order_id}/change/" not in seller.get(LIST, {"attention": "silence"}).content.decode()
    )
    assert SENTENCE not in page_of(refund, seller)


def test_what_was_refunded_before_it_was_captured_is_silent_since_the_money_came(superuser: User) -> None:
    order = authorised_order((sold_variant(), 1))
    refund = refund_of(order, 900)
    Refund.objects.update(created_at=NOW - timedelta(days=3))
    money_came(order, order.total_minor)
    Refund.objects.update(
        attempts=ATTEMPTS_OF_A_DAY, state=RefundState.PENDING, reference="", finished_at=None
    )
    assert payment_of(order).released_minor == 0

    assert f'{SENTENCE} <time datetime="{NOW.isoformat()}">' in page_of(refund, client_of(superuser))
