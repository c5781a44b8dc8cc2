"""Messages reach a real receiver over TLS, signed; what does not arrive is tried again, and not for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts import tasks
from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.services.webhooks import deliver as delivering
from accounts.services.webhooks.deliver import LEASE, RULES, WAITS, deliver
from accounts.services.webhooks.give_up import GIVEN_UP_AFTER
from accounts.services.webhooks.secrets import current_secret, signature
from accounts.services.webhooks.send_again import send_again
from accounts.services.webhooks.sweep_deliveries import (
    KEPT,
    MOST_OF_AN_ENDPOINT,
    forget_old_deliveries,
    sweep_deliveries,
)
from accounts.states import DeliveryState, DisabledReason
from tests.accounts.services.webhooks.messages import NOWHERE, queued, state_of
from tests.accounts.services.webhooks.receiver import Receiver, endpoint_at, receiving
from tests.doubles.nobody import closed_port
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db

OK, BROKEN = "204 No Content", "500 Internal Server Error"


def test_message_arrives_signed_with_the_secret_of_its_endpoint(now: datetime) -> None:
    with receiving(OK) as receiver:
        endpoint = endpoint_at(receiver.url)
        delivery = queued(endpoint, now)

        assert deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)

    (message,) = receiver.messages
    timestamp = int(now.timestamp())
    assert message.document == {
        "type": "order.paid",
        "timestamp": now.isoformat(),
        "data": {"order": {"number": 1}},
    }
    assert message.headers["webhook-id"] == delivery.message_id
    assert message.headers["webhook-timestamp"] == str(timestamp)
    assert message.headers["content-type"] == "application/json"
    assert message.signatures == [
        signature(current_secret(endpoint), delivery.message_id, timestamp, message.body)
    ]
    assert state_of(delivery) == (DeliveryState.SENT, 1, 204)


def test_message_that_has_arrived_is_not_sent_again_by_itself(now: datetime) -> None:
    with receiving(OK) as receiver:
        delivery = queued(endpoint_at(receiver.url), now)

        told = [deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules) for _ in range(3)]

    assert told == [True, False, False]
    assert len(receiver.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "deliver", lambda **_: None)
    with receiving(OK) as receiver:
        delivery = queued(endpoint_at(receiver.url), now)

        told = side_by_side([lambda: deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)] * 6)

    assert sorted(told) == [False] * 5 + [True]
    assert len(receiver.messages) == 1


@pytest.mark.parametrize("answer", [BROKEN, "302 Found", "400 Bad Request", "429 Too Many Requests"])
def test_message_that_is_not_taken_is_tried_again_under_its_id(answer: str, now: datetime) -> None:
    with receiving(answer, OK) as receiver:
        endpoint = endpoint_at(receiver.url)
        delivery = queued(endpoint, now)

        assert not deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)
        endpoint.refresh_from_db()
        assert (state_of(delivery)[0], endpoint.failing_since) == (DeliveryState.WAITING, now)
        assert now + 0.9 * WAITS[0] <= delivery.next_at <= now + 1.1 * WAITS[0]
        assert not deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)
        assert deliver(delivery_id=delivery.pk, now=delivery.next_at, rules=receiver.rules)

    first, second = receiver.messages
    endpoint.refresh_from_db()
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert first.signatures != second.signatures
    assert (state_of(delivery), endpoint.failing_since) == ((DeliveryState.SENT, 2, 204), None)


def test_receiver_that_is_down_for_a_day_is_given_up(now: datetime) -> None:
    with closed_port() as port:
        down = Receiver(port, [])
        endpoint = endpoint_at(down.url)
        delivery = queued(endpoint, now)
        at, waited = now, timedelta()

        for _ in WAITS:
            deliver(delivery_id=delivery.pk, now=at, rules=down.rules)
            assert state_of(delivery)[0] == DeliveryState.WAITING
            assert delivery.problem == "localhost could not be reached."
            waited, at = waited + (delivery.next_at - at), delivery.next_at
        late = max(at, now + GIVEN_UP_AFTER)
        deliver(delivery_id=delivery.pk, now=late, rules=down.rules)

    endpoint.refresh_from_db()
    assert 0.9 * sum(WAITS, timedelta()) <= waited <= 1.1 * sum(WAITS, timedelta())
    assert state_of(delivery) == (DeliveryState.FAILED, len(WAITS) + 1, None)
    assert (endpoint.disabled_at, endpoint.disabled_reason) == (late, DisabledReason.FAILING)
    assert not WebhookEndpoint.objects.all().listening().exists()


def test_endpoint_that_is_gone_is_told_nothing_more(now: datetime) -> None:
    with receiving("410 Gone") as receiver:
        endpoint = endpoint_at(receiver.url)
        first, second = queued(endpoint, now), queued(endpoint, now)

        for delivery in (first, second):
            deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)

    endpoint.refresh_from_db()
    assert len(receiver.messages) == 1
    assert (endpoint.disabled_at, endpoint.disabled_reason) == (now, DisabledReason.GONE)
    assert state_of(first) == (DeliveryState.FAILED, 1, 410)
    assert state_of(second) == (DeliveryState.FAILED, 0, None)
    assert second.problem == "The endpoint is turned off."


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://localhost/", "localhost is not a place that the shop asks."),
        ("https://127.0.0.1/", "127.0.0.1 is not a place that the shop asks."),
        ("https://169.254.169.254/latest/", "169.254.169.254 is not a place that the shop asks."),
        ("https://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 is not a place that the shop asks."),
        ("https://localhost:5432/", "Nothing is asked of port 5432."),
    ],
)
def test_nothing_is_sent_into_our_own_network(url: str, problem: str, now: datetime) -> None:
    delivery = queued(endpoint_at(url), now)

    assert not deliver(delivery_id=delivery.pk, now=now, rules=RULES)

    assert state_of(delivery) == (DeliveryState.WAITING, 1, None)
    assert delivery.problem == problem


def test_receiver_that_cannot_prove_its_name_is_told_nothing(now: datetime) -> None:
    with receiving(OK) as receiver:
        delivery = queued(endpoint_at(receiver.url), now)
        strict = replace(receiver.rules, trust=RULES.trust)

        assert not deliver(delivery_id=delivery.pk, now=now, rules=strict)

    assert receiver.messages == []
    assert delivery.problem == "" != WebhookDelivery.objects.get().problem


def test_message_whose_sender_died_is_taken_over(now: datetime) -> None:
    with receiving(OK) as receiver:
        delivery = queued(endpoint_at(receiver.url), now)
        WebhookDelivery.objects.update(state=DeliveryState.SENDING, tries=1, lease_until=now + LEASE)

        assert not deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)
        assert deliver(delivery_id=delivery.pk, now=now + LEASE, rules=receiver.rules)

    assert state_of(delivery) == (DeliveryState.SENT, 2, 204)


def test_whoever_was_taken_over_writes_nothing_down(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = queued(endpoint_at(NOWHERE), now)

    def be_slow(*_: object) -> delivering.Outcome:
        WebhookDelivery.objects.update(tries=2, lease_until=now + 2 * LEASE)
        return delivering.Outcome(500)

    monkeypatch.setattr(delivering, "_sent", be_slow)
    deliver(delivery_id=delivery.pk, now=now)

    assert state_of(delivery) == (DeliveryState.SENDING, 2, None)


@pytest.mark.django_db(transaction=True)
def test_sweeper_rings_for_what_is_due_some_of_each_endpoint(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    slow, other = endpoint_at(NOWHERE), endpoint_at(NOWHERE)
    WebhookEndpoint.objects.update(failing_since=now)
    slow.refresh_from_db()
    other.refresh_from_db()
    monkeypatch.setattr(tasks, "deliver", lambda *, delivery_id, now: rung.append(delivery_id))
    many = [queued(slow, now) for _ in range(MOST_OF_AN_ENDPOINT + 2)]
    one = queued(other, now + timedelta(seconds=1))
    assert rung == []

    assert sweep_deliveries(now=now - timedelta(seconds=1)) == 0
    assert sweep_deliveries(now=now + timedelta(seconds=1)) == MOST_OF_AN_ENDPOINT + 1

    assert rung == [*(delivery.pk for delivery in many[:MOST_OF_AN_ENDPOINT]), one.pk]


@pytest.mark.django_db(transaction=True)
def test_bell_rings_once_it_is_committed(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks, "deliver", lambda *, delivery_id, now: rung.append(delivery_id))

    delivery = queued(endpoint_at(NOWHERE), now)

    assert rung == [delivery.pk]


@pytest.mark.parametrize("answer", [OK, "410 Gone"])
def test_owner_has_a_message_sent_again(answer: str, now: datetime) -> None:
    with receiving(answer, OK) as receiver:
        endpoint = endpoint_at(receiver.url)
        delivery = queued(endpoint, now)
        assert not send_again(delivery_id=delivery.pk, now=now)
        deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)
        WebhookEndpoint.objects.update(disabled_at=None, disabled_reason="")

        assert send_again(delivery_id=delivery.pk, now=now)
        assert deliver(delivery_id=delivery.pk, now=now, rules=receiver.rules)

    assert len({message.headers["webhook-id"] for message in receiver.messages}) == 1
    assert len(receiver.messages) == 2


def test_ended_messages_are_forgotten_after_a_month(now: datetime) -> None:
    ended, waiting = queued(endpoint_at(NOWHERE), now), queued(endpoint_at(NOWHERE), now)
    WebhookDelivery.objects.filter(pk=ended.pk).update(state=DeliveryState.SENT, finished_at=now)

    assert forget_old_deliveries(now=now + KEPT) == 0
    assert forget_old_deliveries(now=now + KEPT + timedelta(seconds=1)) == 1
    assert WebhookDelivery.objects.get() == waiting
