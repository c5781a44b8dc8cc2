"""The admin's pages on which owners have programs told, and see what became of it."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, WebhookDelivery, WebhookEndpoint
from accounts.services.ensure_roles import MERCHANTS_GROUP
from accounts.services.webhooks.secrets import current_secret
from accounts.states import DeliveryState, WebhookEvent
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/accounts/webhookendpoint/", "/admin/accounts/webhookendpoint/add/"
URL = "https://hooks.vitrine.test/orders"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def logged_in(membership: Membership) -> Client:
    membership.user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    client = Client()
    client.force_login(membership.user)
    return client


@pytest.fixture
def owner() -> Membership:
    membership: Membership = MembershipFactory(role=Membership.Role.OWNER)
    return membership


def page_of(endpoint: WebhookEndpoint, action: str = "change") -> str:
    return f"{LIST}{endpoint.pk}/{action}/"


def delivery_of(endpoint: WebhookEndpoint, state: DeliveryState) -> WebhookDelivery:
    now = timezone.now()
    return WebhookDelivery.objects.create(
        endpoint=endpoint,
        message_id="msg_1",
        event=WebhookEvent.ORDER_PAID,
        body="{}",
        state=state,
        tries=8,
        status=500,
        next_at=now,
        finished_at=now if state == DeliveryState.FAILED else None,
    )


def form_of(owner: Membership, **changed: object) -> dict[str, object]:
    return {"url": URL, "events": ["order.paid"], "merchant": owner.merchant.pk, **changed}


def test_secret_is_shown_when_it_is_made_and_not_again(owner: Membership) -> None:
    client = logged_in(owner)

    made = client.post(ADD, form_of(owner))

    endpoint = WebhookEndpoint.objects.get()
    found = SECRET.search(made.content.decode())
    assert found
    assert found[0] == current_secret(endpoint)
    assert (endpoint.merchant, endpoint.created_by, endpoint.events) == (
        owner.merchant,
        owner.user,
        ["order.paid"],
    )
    assert "no-store" in made["Cache-Control"]
    for page in (LIST, page_of(endpoint), page_of(endpoint, "history")):
        assert not SECRET.search(client.get(page).content.decode())
    assert not SECRET.search(repr(list(LogEntry.objects.values())))


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "http://x.test/"},
        {"url": ""},
        {"url": "\0"},
        {"url": f"https://x.test/{'ä' * 300}"},
        {"events": []},
        {"events": ["x"]},
        {"merchant": "0"},
    ],
)
def test_endpoint_that_would_be_of_no_use_is_not_made(changed: dict[str, object], owner: Membership) -> None:
    answer = logged_in(owner).post(ADD, form_of(owner, **changed))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not WebhookEndpoint.objects.exists()


def test_endpoint_of_another_merchant_is_neither_made_nor_met(owner: Membership) -> None:
    """Neither a stranger's nor one of a merchant where the owner is only staff."""
    client = logged_in(owner)
    for other in (MembershipFactory(), MembershipFactory(user=owner.user)):
        assert client.post(ADD, form_of(owner, merchant=other.merchant.pk)).context["form"].errors
        endpoint = endpoint_at(URL, other.merchant)

        assert URL not in client.get(LIST).content.decode()
        for action in ("on", "off", "secret", "again"):
            assert client.post(page_of(endpoint, action)).status_code == 404
        endpoint.delete()


def test_new_secret_is_shown_and_the_former_one_holds_for_a_day(owner: Membership) -> None:
    endpoint = endpoint_at(URL, owner.merchant)
    former = current_secret(endpoint)

    page = logged_in(owner).post(page_of(endpoint, "secret")).content.decode()

    endpoint.refresh_from_db()
    assert current_secret(endpoint) != former
    assert current_secret(endpoint) in page.replace("&#x3D;", "=").replace("&#x2B;", "+")
    assert former not in page
    assert endpoint.former_secret_until is not None


def test_owner_turns_an_endpoint_off_and_on(owner: Membership) -> None:
    endpoint = endpoint_at(URL, owner.merchant)
    client = logged_in(owner)

    client.post(page_of(endpoint, "off"))
    assert "Turned off" in client.get(page_of(endpoint)).content.decode()
    client.post(page_of(endpoint, "on"))

    assert WebhookEndpoint.objects.all().listening().get() == endpoint
    assert client.get(page_of(endpoint, "on")).status_code == 405
    assert client.post(page_of(endpoint)).status_code == 405


def test_owner_sends_a_message_again(owner: Membership) -> None:
    endpoint = endpoint_at(URL, owner.merchant)
    failed = delivery_of(endpoint, DeliveryState.FAILED)
    client = logged_in(owner)
    page = client.get(page_of(endpoint)).content.decode()
    assert "msg_1" in page
    assert '<pre class="key__body">{}</pre>' in page

    for _ in range(2):
        assert client.post(page_of(endpoint, "again"), {"delivery": failed.pk}).status_code == 302

    failed.refresh_from_db()
    assert (failed.state, failed.tries, failed.finished_at) == (DeliveryState.WAITING, 0, None)
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "²"])
def test_message_of_another_endpoint_is_not_sent_again(number: str, owner: Membership) -> None:
    foreign = delivery_of(endpoint_at(URL), DeliveryState.FAILED)
    endpoint = endpoint_at(URL, owner.merchant)
    client = logged_in(owner)

    for sent in (number, str(foreign.pk)):
        assert client.post(page_of(endpoint, "again"), {"delivery": sent}).status_code == 404

    foreign.refresh_from_db()
    assert foreign.state == DeliveryState.FAILED
