"""What a merchant's programs are told of their webhooks, and how they have something sent again."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.services.webhooks.secrets import current_secret
from accounts.states import DeliveryState, WebhookEvent
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.catalog.api.writing.program import Program

pytestmark = pytest.mark.django_db

WEBHOOKS = "/api/v1/merchant/webhooks/"
URL = "https://hooks.vitrine.test/"


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def endpoint(program: Program) -> WebhookEndpoint:
    return endpoint_at(URL, program.merchant, events=(WebhookEvent.ORDER_PAID,))


def delivered(
    endpoint: WebhookEndpoint, number: int, state: DeliveryState = DeliveryState.SENT
) -> WebhookDelivery:
    now = timezone.now()
    is_over = state in {DeliveryState.SENT, DeliveryState.FAILED}
    return WebhookDelivery.objects.create(
        endpoint=endpoint,
        message_id=f"msg_{number}",
        event=WebhookEvent.ORDER_PAID,
        body='{"secret": 1}',
        state=state,
        tries=1,
        status=204,
        next_at=now,
        finished_at=now if is_over else None,
    )


def deliveries_of(endpoint: WebhookEndpoint, query: str = "") -> str:
    return f"{WEBHOOKS}{endpoint.pk}/deliveries/{query}"


def test_webhooks_are_listed_without_their_secrets(program: Program, endpoint: WebhookEndpoint) -> None:
    endpoint_at("https://others.vitrine.test/")

    told = program.ask("GET", WEBHOOKS)

    assert told.document["items"] == [
        {
            "id": endpoint.pk,
            "url": URL,
            "events": ["order.paid"],
            "is_told": True,
            "failing_since": None,
            "given_up_at": None,
            "given_up_because": "",
        }
    ]
    assert current_secret(endpoint) not in told.answer.content.decode()


def test_messages_are_told_page_by_page_and_by_state(program: Program, endpoint: WebhookEndpoint) -> None:
    for number in range(5):
        delivered(endpoint, number)
    delivered(endpoint, 5, DeliveryState.WAITING)
    delivered(endpoint_at(URL), 6)
    # When a key was last used is written down once in a while.
    program.ask("GET", WEBHOOKS)
    seen, address = [], deliveries_of(endpoint, "?limit=4")

    while address:
        with CaptureQueriesContext(connection) as queries:
            told = program.ask("GET", address).document
        # The key, the webhook and the messages.
        assert len(queries) == 3
        seen += [item["id"] for item in told["items"]]
        address = deliveries_of(endpoint, f"?{urlsplit(told['next']).query}") if told["next"] else ""

    assert seen == [f"msg_{number}" for number in (5, 4, 3, 2, 1, 0)]
    (waiting,) = program.ask("GET", deliveries_of(endpoint, "?state=waiting")).document["items"]
    assert (waiting["id"], waiting["finished_at"], waiting["next_at"][-1:]) == ("msg_5", None, "Z")
    assert program.ask("GET", deliveries_of(endpoint, "?event=order.placed")).document["items"] == []
    assert program.ask("GET", deliveries_of(endpoint, "?state=x")).problem == (400, "invalid")


@pytest.mark.django_db(transaction=True)
def test_message_is_sent_again_once(
    program: Program, endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr("accounts.tasks.deliver", lambda *, delivery_id, now: rung.append(delivery_id))
    delivery = delivered(endpoint, 1, DeliveryState.FAILED)
    address = f"{deliveries_of(endpoint)}msg_1/again/"

    told, again = (program.ask("POST", address, Idempotency_Key="one") for _ in range(2))
    under_way = program.ask("POST", address)

    assert (told.status, told.document["state"], told.document["tries"]) == (202, "waiting", 0)
    assert again.answer.content == told.answer.content
    assert under_way.problem == (409, "delivery_under_way")
    assert rung == [delivery.pk]


def test_what_is_nobodys_is_not_there(program: Program, endpoint: WebhookEndpoint) -> None:
    other = endpoint_at(URL)
    delivered(other, 1)

    for address in (
        deliveries_of(other),
        f"{WEBHOOKS}{10**30}/deliveries/",
    ):
        assert program.ask("GET", address).problem == (404, "webhook_not_found")
    for address in (
        f"{deliveries_of(other)}msg_1/again/",
        f"{deliveries_of(endpoint)}msg_1/again/",
        f"{deliveries_of(endpoint)}%00/again/",
    ):
        assert program.ask("POST", address).problem == (404, "webhook_not_found")
    assert WebhookDelivery.objects.get().state == DeliveryState.SENT
