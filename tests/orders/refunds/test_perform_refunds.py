"""A refund is asked for until somebody knows what became of it, and never under two names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from catalog.money import Money
from orders.errors import GatewayFault
from orders.gateways.contract import RefundAnswer, RefundRequest
from orders.gateways.local import LocalGateway
from orders.models import Order, Refund
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.perform_refunds import perform_refunds
from orders.services.refunds.request_refund import request_refund
from orders.states import MailKind, OrderEventKind, RefundReason, RefundState
from tests.factories.orders import NOW, sold_variant
from tests.factories.selling import paid_order
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(hours=2)
PENDING = RefundAnswer(RefundState.PENDING, "re_1")
SUCCEEDED = RefundAnswer(RefundState.SUCCEEDED, "re_1")
FAILED = RefundAnswer(RefundState.FAILED, "re_1", "expired_or_canceled_card")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RefundRequest]:
    """What the provider was asked for; it answers nothing until a test has it say something."""
    requests: list[RefundRequest] = []
    say(monkeypatch, requests, None)
    return requests


def say(monkeypatch: pytest.MonkeyPatch, requests: list[RefundRequest], answer: RefundAnswer | None) -> None:
    def refund(_: LocalGateway, request: RefundRequest) -> RefundAnswer:
        assert not connection.in_atomic_block
        requests.append(request)
        if answer is None:
            raise GatewayFault("No answer.")
        return answer

    monkeypatch.setattr(LocalGateway, "refund", refund)


Say = Callable[[RefundAnswer], None]


@pytest.fixture
def provider_says(monkeypatch: pytest.MonkeyPatch, asked: list[RefundRequest]) -> Say:
    return partial(say, monkeypatch, asked)


@pytest.fixture
def refund(asked: list[RefundRequest]) -> Refund:
    """Asked for, but its provider gave no answer at first."""
    order = paid_order((sold_variant(), 1))
    line = order.lines.get()
    written = request_refund(
        order_id=order.public_id,
        actor=line.merchant,
        amount=Money(900, "EUR"),
        reason=RefundReason.GOODWILL,
        now=NOW,
    )
    Refund.objects.filter(pk=written.pk).update(ask_at=NOW + timedelta(minutes=1), attempts=1)
    asked.clear()
    written.refresh_from_db()
    return written


def end(refund: Refund) -> tuple[str, str, int, list[str]]:
    """(state, reference, refunded of the order, what its story says of refunds)"""
    refund.refresh_from_db()
    order = Order.objects.get(pk=refund.order_id)
    told = order.events.filter(data__refund=refund.pk).values_list("kind", flat=True)
    return refund.state, refund.reference, order.refunded_minor, list(told)


def test_no_answer_is_asked_again_later_and_later_under_the_same_name(
    refund: Refund, asked: list[RefundRequest]
) -> None:
    waits = []
    for _ in range(9):
        before = refund.ask_at
        assert perform_refunds(now=before - timedelta(seconds=1)) == 0
        assert perform_refunds(now=before) == 0
        refund.refresh_from_db()
        waits.append((refund.ask_at - before).total_seconds() / 60)

    assert waits == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert {request.refund_id for request in asked} == {refund.public_id}
    assert end(refund)[0] == RefundState.PENDING


def test_what_the_provider_has_not_decided_keeps_its_name_there(
    refund: Refund, asked: list[RefundRequest], provider_says: Say
) -> None:
    provider_says(PENDING)
    assert perform_refunds(now=LATER) == 0
    provider_says(SUCCEEDED)

    assert perform_refunds(now=LATER + timedelta(hours=2)) == 1

    assert [request.reference for request in asked] == ["", "re_1"]
    assert end(refund) == (
        RefundState.SUCCEEDED,
        "re_1",
        900,
        [OrderEventKind.REFUND_REQUESTED, OrderEventKind.REFUNDED],
    )


def test_failure_frees_the_amount_for_another_refund(refund: Refund, provider_says: Say) -> None:
    provider_says(FAILED)

    assert perform_refunds(now=LATER) == 1

    assert end(refund) == (
        RefundState.FAILED,
        "re_1",
        0,
        [OrderEventKind.REFUND_REQUESTED, OrderEventKind.REFUND_FAILED],
    )
    assert refund.failure == "expired_or_canceled_card"
    assert refund.order.payments.get().refunded_minor == 0
    assert mails_about_money(refund) == []


def mails_about_money(refund: Refund) -> list[str]:
    told = refund.order.mails.filter(kind__in=(MailKind.REFUNDED, MailKind.REFUND_FAILED))
    return list(told.order_by("pk").values_list("kind", flat=True))


def test_buyers_who_were_told_of_money_are_told_that_it_came_back(refund: Refund) -> None:
    for answer in (SUCCEEDED, FAILED, FAILED):
        apply_refund_answer(refund.public_id, answer, now=NOW)

    assert mails_about_money(refund) == [MailKind.REFUNDED, MailKind.REFUND_FAILED]


def test_answers_in_any_order_and_again_end_in_one_state(refund: Refund) -> None:
    answers = [SUCCEEDED, PENDING, FAILED, SUCCEEDED, FAILED, replace(PENDING, reference="re_2")]

    news = [apply_refund_answer(refund.public_id, answer, now=NOW) for answer in answers]

    assert news == [True, False, True, False, False, False]
    assert end(refund)[:3] == (RefundState.FAILED, "re_1", 0)


def test_workers_side_by_side_ask_once(
    refund: Refund, asked: list[RefundRequest], provider_says: Say
) -> None:
    provider_says(SUCCEEDED)

    settled = side_by_side([partial(perform_refunds, now=LATER)] * 3)

    assert sum(settled) == len(asked) == 1
    assert end(refund)[0] == RefundState.SUCCEEDED
