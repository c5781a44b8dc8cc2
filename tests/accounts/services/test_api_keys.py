"""API keys: how they are made, what is kept of them, and when they open nothing."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.errors import AccountsError, KeyExpired, KeyRevoked, KeyUnknown, MerchantClosed
from accounts.models import ApiKey, Membership
from accounts.services.api_keys.make_api_key import NewKey, make_api_key
from accounts.services.api_keys.open_with_key import open_with_key
from accounts.services.api_keys.revoke_api_key import revoke_api_key
from accounts.states import Scope
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory, make_key

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def new() -> NewKey:
    return make_key(scopes=(Scope.CATALOG_READ,))


def test_only_the_hash_of_the_token_is_kept(new: NewKey) -> None:
    row = ApiKey.objects.values().get()

    assert re.fullmatch(r"vtr_[a-z0-9]{10}_[A-Za-z0-9_-]{43}", new.token)
    assert row["digest"] == hashlib.sha256(new.token.encode()).hexdigest()
    # Split at two underscores only: the secret itself may hold more of them.
    _, prefix, secret = new.token.split("_", 2)
    assert secret not in repr(row) + repr(new)
    assert (row["prefix"], row["scopes"]) == (prefix, ["catalog:read"])


def test_token_opens_its_merchant(new: NewKey, now: datetime) -> None:
    key = open_with_key(token=new.token, now=now)

    assert (key.pk, key.merchant_id, key.last_used_at) == (new.key.pk, new.key.merchant_id, None)
    assert ApiKey.objects.get().last_used_at == now


@pytest.mark.parametrize("token", ["", "vtr_", "x" * 300, "vtr_abcdefghij_" + "a" * 43, "\N{SNOWMAN}"])
def test_what_is_no_key_opens_nothing(token: str, new: NewKey, now: datetime) -> None:
    with pytest.raises(KeyUnknown):
        open_with_key(token=token, now=now)


def test_right_prefix_with_another_secret_opens_nothing(new: NewKey, now: datetime) -> None:
    """And does not tell whether the key was revoked."""
    revoke_api_key(key_id=new.key.pk, now=now)

    with pytest.raises(KeyUnknown):
        open_with_key(token=new.token[:-1] + ("a" if new.token[-1] != "a" else "b"), now=now)

    assert ApiKey.objects.get().last_used_at is None


def close(new: NewKey, now: datetime) -> None:
    new.key.merchant.closed_at = now
    new.key.merchant.save()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda new, now: revoke_api_key(key_id=new.key.pk, now=now), KeyRevoked),
        (lambda new, now: ApiKey.objects.update(expires_at=now), KeyExpired),
        (close, MerchantClosed),
    ],
)
def test_key_whose_time_is_over_opens_nothing(
    spoil: Callable[[NewKey, datetime], object], error: type[AccountsError], new: NewKey, now: datetime
) -> None:
    spoil(new, now)

    with pytest.raises(error):
        open_with_key(token=new.token, now=now)

    assert ApiKey.objects.get().last_used_at is None


def test_revoking_twice_keeps_the_first_time(new: NewKey, now: datetime) -> None:
    assert revoke_api_key(key_id=new.key.pk, now=now)
    assert not revoke_api_key(key_id=new.key.pk, now=now + MINUTE)

    assert ApiKey.objects.get().revoked_at == now


def test_use_is_noted_once_a_minute(new: NewKey, now: datetime) -> None:
    open_with_key(token=new.token, now=now)
    with CaptureQueriesContext(connection) as soon_after:
        open_with_key(token=new.token, now=now + MINUTE / 2)
    open_with_key(token=new.token, now=now + MINUTE)

    assert len(soon_after) == 1
    assert ApiKey.objects.get().last_used_at == now + MINUTE


def test_key_that_is_of_no_use_is_not_made(new: NewKey, now: datetime) -> None:
    of: dict[str, Any] = {
        "merchant_id": new.key.merchant_id,
        "actor_id": UserFactory().pk,
        "name": "x",
        "now": now,
    }

    with pytest.raises(ValueError, match="what the key may do"):
        make_api_key(scopes=(), expires_at=None, **of)
    with pytest.raises(ValueError, match="at a time to come"):
        make_api_key(scopes=tuple(Scope), expires_at=now, **of)

    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"digest": "plain"}, {"prefix": "Not plain!"}, {"scopes": []}])
def test_database_keeps_no_key_in_another_shape(wrong: dict[str, object], new: NewKey) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(**wrong)


def test_only_owners_meet_the_keys_of_their_merchant(new: NewKey) -> None:
    merchant = new.key.merchant
    owner = merchant.memberships.get().user
    staff = MembershipFactory(merchant=merchant).user
    # An owner elsewhere, and staff here.
    both = MembershipFactory(merchant=MerchantFactory(), role=Membership.Role.OWNER).user
    MembershipFactory(merchant=merchant, user=both)

    seen = {
        name: ApiKey.objects.all().for_actor(person).count()
        for name, person in {
            "owner": owner,
            "staff": staff,
            "both": both,
            "superuser": UserFactory(is_superuser=True),
        }.items()
    }

    assert seen == {"owner": 1, "staff": 0, "both": 0, "superuser": 1}
