"""`owned_by` gives each actor their own merchants' rows and nothing else."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Merchant
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_for_actor_gives_a_member_their_merchant_alone() -> None:
    mine = MembershipFactory()
    MerchantFactory()

    assert list(Merchant.objects.all().for_actor(mine.user)) == [mine.merchant]


def test_for_actor_gives_a_row_once_however_many_work_there() -> None:
    mine = MembershipFactory()
    MembershipFactory(merchant=mine.merchant)

    assert list(Merchant.objects.all().for_actor(mine.user)) == [mine.merchant]


def test_for_actor_gives_a_superuser_everything() -> None:
    MerchantFactory.create_batch(2)

    assert Merchant.objects.all().for_actor(UserFactory(is_superuser=True)).count() == 2


@pytest.mark.parametrize("kind", ["anonymous", "stranger", "blocked superuser", "blocked member"])
def test_for_actor_gives_others_nothing(kind: str) -> None:
    membership = MembershipFactory()
    membership.user.is_active = False
    actors = {
        "anonymous": AnonymousUser(),
        "stranger": UserFactory(),
        "blocked superuser": UserFactory(is_superuser=True, is_active=False),
        "blocked member": membership.user,
    }

    assert not Merchant.objects.all().for_actor(actors[kind]).exists()
