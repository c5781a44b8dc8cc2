"""A refund that its provider takes note of and does not carry out is nobody's business for three days, then a person's."""

import logging

import pytest
from django.test import Client

from accounts.models import User
from orders.gateways.contract import RefundAnswer
from orders.gateways.local import LocalGateway
from orders.models import Order, Refund
from orders.models.refunds import ATTEMPTS_OF_A_DAY, ATTEMPTS_OF_THREE_DAYS
from orders.queries.selling.waiting import with_refunds_not_answered, with_refunds_under_way
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.states import RefundState
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, sold_variant
from tests.factories.selling import authorised_order, paid_order, refund_of
from tests.orders.admin.conftest import LIST, client_of, staff_of
from tests.orders.refunds.test_not_answered import ask, page_of

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCE = "has not carried it out since"
WARNING = "refund_under_way_for_three_days"


@pytest.fixture
def refund(monkeypatch: pytest.MonkeyPatch) -> Refund:
    """The bank takes its time."""
    pending = RefundAnswer(RefundState.PENDING, "re_1")
    monkeypatch.setattr(LocalGateway, "refund", lambda *_: pending)
    refund = refund_of(paid_order((sold_variant(), 1)), 900)
    # Asking for it has rung a worker, who has been there already.
    Refund.objects.update(ask_at=NOW, attempts=0)
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == (RefundState.PENDING, "re_1")
    return refund


def waits(order: Order, user: User) -> bool:
    return with_refunds_under_way(Order.objects.all(), user).contains(order)


def is_listed(client: Client, refund: Refund) -> bool:
    listed = client.get(LIST, {"attention": "late"}).content.decode()
    return f"{LIST}{refund.order_id}/change/" in listed


def test_it_waits_for_a_person_after_three_days_who_is_told_once(
    refund: Refund, superuser: User, caplog: pytest.LogCaptureFixture
) -> None:
    before = ask(refund, times=ATTEMPTS_OF_THREE_DAYS - 1)
    assert not waits(refund.order, superuser)
    assert 2.8 < (before - NOW).total_seconds() / 86400 < 3.1

    ask(refund, times=1)
    assert waits(refund.order, superuser)
    ask(refund, times=3)

    told = [(one.levelno, vars(one)["refund"]) for one in caplog.records if one.message == WARNING]
    assert told == [(logging.WARNING, refund.pk)]
    assert not with_refunds_not_answered(Order.objects.all(), superuser).exists()
    assert refund.state == RefundState.PENDING


def test_order_is_listed_and_its_page_says_since_when_and_what_to_do(refund: Refund, superuser: User) -> None:
    owner, seller = client_of(superuser), staff_of(refund.order.lines.get().merchant)
    Refund.objects.update(attempts=ATTEMPTS_OF_A_DAY)
    assert (is_listed(owner, refund), SENTENCE in page_of(refund, owner)) == (False, False)
    Refund.objects.update(attempts=ATTEMPTS_OF_THREE_DAYS)

    for client in (owner, seller):
        assert is_listed(client, refund)
        assert f'{SENTENCE} <time datetime="{NOW.isoformat()}">' in page_of(refund, client)
    assert "Look it up at Local, as <code>re_1</code>" in page_of(refund, owner)
    assert "re_1" not in page_of(refund, seller)
    assert not is_listed(staff_of(MerchantFactory.create()), refund)


@pytest.mark.parametrize("state", [RefundState.SUCCEEDED, RefundState.FAILED])
def test_once_it_is_decided_nobody_looks_any_more(
    refund: Refund, superuser: User, state: RefundState
) -> None:
    Refund.objects.update(attempts=ATTEMPTS_OF_THREE_DAYS)
    assert waits(refund.order, superuser)

    apply_refund_answer(refund.public_id, RefundAnswer(state, "re_1"), now=NOW)

    assert not waits(refund.order, superuser)


def test_what_was_taken_off_authorised_money_is_not_under_way(superuser: User) -> None:
    order = authorised_order((sold_variant(), 1))
    refund_of(order, 900)
    Refund.objects.update(attempts=ATTEMPTS_OF_THREE_DAYS)

    assert not waits(order, superuser)
