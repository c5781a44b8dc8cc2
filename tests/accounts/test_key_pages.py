"""The admin's pages on which owners make and revoke keys of their merchant."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey, Membership
from accounts.services.api_keys.make_api_key import TOKEN
from accounts.services.api_keys.open_with_key import open_with_key
from accounts.services.ensure_roles import MERCHANTS_GROUP
from tests.factories.accounts import MembershipFactory, make_key

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/accounts/apikey/", "/admin/accounts/apikey/add/"


def logged_in(membership: Membership) -> Client:
    membership.user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    client = Client()
    client.force_login(membership.user)
    return client


@pytest.fixture
def owner() -> Membership:
    membership: Membership = MembershipFactory(role=Membership.Role.OWNER)
    return membership


def form_of(owner: Membership, **changed: str) -> dict[str, object]:
    return {"name": "Warehouse", "reads": "on", "merchant": owner.merchant.pk, **changed}


def test_token_is_shown_once_and_opens(owner: Membership) -> None:
    client = logged_in(owner)

    made = client.post(ADD, form_of(owner, expires_at="2100-01-02T03:04"))

    key = ApiKey.objects.get()
    found = TOKEN.search(made.content.decode())
    assert found
    assert open_with_key(token=found[0], now=timezone.now()).pk == key.pk
    assert (key.merchant, key.created_by, key.scopes) == (owner.merchant, owner.user, ["catalog:read"])
    assert "no-store" in made["Cache-Control"]
    for page in (LIST, f"{LIST}{key.pk}/change/", f"{LIST}{key.pk}/history/"):
        shown = client.get(page).content.decode()
        assert key.prefix in shown
        assert found[0] not in shown
    assert found[0] not in repr(list(LogEntry.objects.values()))


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"reads": ""},
        {"expires_at": "2001-01-01T00:00"},
        {"expires_at": "soon"},
        {"merchant": "0"},
    ],
)
def test_key_that_would_be_of_no_use_is_not_made(changed: dict[str, str], owner: Membership) -> None:
    answer = logged_in(owner).post(ADD, form_of(owner, **changed))

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not ApiKey.objects.exists()


def test_key_of_another_merchant_cannot_be_made(owner: Membership) -> None:
    """Neither of a stranger's nor of one where the owner is only staff."""
    stranger = MembershipFactory(role=Membership.Role.OWNER)
    employer = MembershipFactory(user=owner.user)

    for other in (stranger, employer):
        answer = logged_in(owner).post(ADD, form_of(owner, merchant=str(other.merchant.pk)))
        assert "merchant" in answer.context["form"].errors

    assert not ApiKey.objects.exists()


def test_staff_makes_and_sees_no_keys(owner: Membership) -> None:
    key = make_key(owner.merchant).key
    client = logged_in(MembershipFactory(merchant=owner.merchant))

    statuses = [
        client.get(ADD).status_code,
        client.post(ADD, form_of(owner)).status_code,
        client.get(f"{LIST}{key.pk}/change/").status_code,
        client.post(f"{LIST}{key.pk}/revoke/").status_code,
    ]

    assert statuses == [403, 403, 404, 404]
    assert key.prefix not in client.get(LIST).content.decode()
    assert ApiKey.objects.get().revoked_at is None


def test_owner_revokes_a_key(owner: Membership) -> None:
    key = make_key(owner.merchant).key
    client = logged_in(owner)
    address = f"{LIST}{key.pk}/revoke/"

    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == f"{LIST}{key.pk}/change/"
    revoked_at = ApiKey.objects.get().revoked_at
    assert revoked_at is not None
    client.post(address)

    assert ApiKey.objects.get().revoked_at == revoked_at
    assert "Revoke</button>" not in client.get(f"{LIST}{key.pk}/change/").content.decode()
    assert client.post(f"{LIST}{key.pk}/change/", {"name": "other"}).status_code == 405
    assert client.get(f"{LIST}{'9' * 30}/change/").status_code == 404


def test_list_tells_which_keys_open(owner: Membership) -> None:
    now = timezone.now()
    opens, revoked, expired = (make_key(owner.merchant).key for _ in range(3))
    ApiKey.objects.filter(pk=revoked.pk).update(revoked_at=now)
    ApiKey.objects.filter(pk=expired.pk).update(expires_at=now - timedelta(hours=1))
    client = logged_in(owner)

    states = {
        key.pk: client.get(f"{LIST}{key.pk}/change/").context["state"] for key in (opens, revoked, expired)
    }

    assert states == {opens.pk: "Opens", revoked.pk: "Revoked", expired.pk: "Expired"}
    assert client.get(LIST).status_code == 200
