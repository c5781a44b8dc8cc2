"""An endpoint that takes nothing for a day is turned off, however much it is told, and no backlog stays."""

import logging
import threading
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts import tasks
from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.services.webhooks import deliver as delivering
from accounts.services.webhooks import give_up as giving_up
from accounts.services.webhooks.deliver import LEASE, WAITS, Outcome, deliver
from accounts.services.webhooks.endpoints import turn_on
from accounts.services.webhooks.give_up import GIVEN_UP_AFTER, TURNED_OFF
from accounts.services.webhooks.send_again import send_again
from accounts.services.webhooks.sweep_deliveries import KEPT, sweep_deliveries
from accounts.states import DeliveryState, DisabledReason
from tests.accounts.services.webhooks.messages import NOWHERE, queued, state_of
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.factories.threads import PATIENCE_SECONDS, side_by_side, somebody_at, waiting_for_locks

pytestmark = pytest.mark.django_db

BROKEN, GONE = Outcome(500), Outcome(410)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def failing(now: datetime) -> WebhookEndpoint:
    """It has taken nothing for exactly as long as it may."""
    endpoint = endpoint_at(NOWHERE)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=now - GIVEN_UP_AFTER)
    endpoint.refresh_from_db()
    return endpoint


def answers(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    monkeypatch.setattr(delivering, "_sent", lambda *_: outcome)


def disabled(endpoint: WebhookEndpoint) -> tuple[datetime | None, str]:
    endpoint.refresh_from_db()
    return endpoint.disabled_at, endpoint.disabled_reason


def test_first_failure_after_a_day_turns_off_whatever_try_it_is(
    now: datetime, failing: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, BROKEN)
    early, late = queued(failing, now - MOMENT), queued(failing, now)

    deliver(delivery_id=early.pk, now=now - MOMENT)
    assert disabled(failing) == (None, "")
    assert state_of(early) == (DeliveryState.WAITING, 1, 500)
    deliver(delivery_id=late.pk, now=now)

    assert disabled(failing) == (now, DisabledReason.FAILING)
    assert state_of(late) == (DeliveryState.FAILED, 1, 500)
    assert state_of(early) == (DeliveryState.FAILED, 1, None)


@pytest.mark.parametrize(
    ("outcome", "reason"), [(BROKEN, DisabledReason.FAILING), (GONE, DisabledReason.GONE)]
)
def test_what_waits_is_given_up_with_its_endpoint(
    outcome: Outcome,
    reason: DisabledReason,
    now: datetime,
    failing: WebhookEndpoint,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers(monkeypatch, outcome)
    monkeypatch.setattr(giving_up, "BATCH", 2)
    first, *backlog = [queued(failing, now) for _ in range(6)]
    sending, foreign = queued(failing, now), queued(endpoint_at(NOWHERE), now)
    WebhookDelivery.objects.filter(pk=sending.pk).update(
        state=DeliveryState.SENDING, tries=1, lease_until=now + LEASE
    )

    deliver(delivery_id=first.pk, now=now)

    assert disabled(failing) == (now, reason)
    assert state_of(first) == (DeliveryState.FAILED, 1, outcome.status)
    assert {state_of(each) for each in backlog} == {(DeliveryState.FAILED, 0, None)}
    assert {(each.problem, each.finished_at) for each in backlog} == {(TURNED_OFF, now)}
    assert state_of(sending) == (DeliveryState.SENDING, 1, None)
    assert state_of(foreign) == (DeliveryState.WAITING, 0, None)
    assert sweep_deliveries(now=now) == 1


def test_what_was_given_up_with_its_endpoint_can_be_sent_again(
    now: datetime, failing: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, BROKEN)
    first, second, third = (queued(failing, now) for _ in range(3))
    deliver(delivery_id=first.pk, now=now)

    turn_on(endpoint_id=failing.pk)
    assert all(send_again(delivery_id=each.pk, now=now) for each in (second, third))
    deliver(delivery_id=second.pk, now=now)
    assert disabled(failing) == (None, "")
    answers(monkeypatch, Outcome(204))
    deliver(delivery_id=third.pk, now=now)

    assert state_of(second) == (DeliveryState.WAITING, 1, 500)
    assert state_of(third) == (DeliveryState.SENT, 1, 204)


@pytest.mark.parametrize("meanwhile", ["turned on", "reached"])
def test_endpoint_that_is_well_meanwhile_is_not_turned_off(
    meanwhile: str, now: datetime, failing: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turned on by its owner, or reached by another message, while this one was on its way."""
    delivery, other = queued(failing, now), queued(failing, now)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(tries=len(WAITS))

    def be_slow(*_: object) -> Outcome:
        if meanwhile == "turned on":
            turn_on(endpoint_id=failing.pk)
        else:
            answers(monkeypatch, Outcome(204))
            deliver(delivery_id=other.pk, now=now)
        return BROKEN

    monkeypatch.setattr(delivering, "_sent", be_slow)
    deliver(delivery_id=delivery.pk, now=now)

    assert disabled(failing) == (None, "")
    assert failing.failing_since == now
    assert state_of(delivery) == (DeliveryState.FAILED, len(WAITS) + 1, 500)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_fail_one_turns_off(
    now: datetime,
    failing: WebhookEndpoint,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    both = threading.Barrier(2)
    first, second, third = (queued(failing, now) for _ in range(3))

    def fail_together(*_: object) -> Outcome:
        both.wait(PATIENCE_SECONDS)
        return BROKEN

    monkeypatch.setattr(delivering, "_sent", fail_together)
    with caplog.at_level(logging.WARNING, logger=giving_up.__name__):
        side_by_side([lambda pk=each.pk: deliver(delivery_id=pk, now=now) for each in (first, second)])  # type: ignore[misc]

    assert [record.message for record in caplog.records] == ["webhook_endpoint_disabled"]
    assert disabled(failing) == (now, DisabledReason.FAILING)
    assert state_of(third) == (DeliveryState.FAILED, 0, None)


@pytest.mark.django_db(transaction=True)
def test_message_that_is_claimed_meanwhile_is_left_to_its_worker(
    now: datetime, failing: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, BROKEN)
    first, claimed, last = (queued(failing, now) for _ in range(3))
    rows = WebhookDelivery.objects.filter(pk=claimed.pk)

    def claim(ended: threading.Event) -> None:
        while not waiting_for_locks() and not ended.wait(0.02):
            pass
        rows.update(state=DeliveryState.SENDING, tries=1, lease_until=now + LEASE)

    with somebody_at(rows, claim):
        deliver(delivery_id=first.pk, now=now)

    assert disabled(failing) == (now, DisabledReason.FAILING)
    assert state_of(claimed) == (DeliveryState.SENDING, 1, None)
    assert state_of(last) == (DeliveryState.FAILED, 0, None)


def test_old_messages_are_forgotten_though_ringing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    old = queued(endpoint_at(NOWHERE), now)
    WebhookDelivery.objects.filter(pk=old.pk).update(
        state=DeliveryState.SENT, finished_at=now, created_at=now - KEPT - MOMENT
    )

    def take_too_long(**_: object) -> int:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(tasks, "sweep_deliveries", take_too_long)
    with pytest.raises(OperationalError):
        tasks.sweep_webhooks()

    assert not WebhookDelivery.objects.exists()
