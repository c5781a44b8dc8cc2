"""Who takes part in the journeys."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import Merchant, User
from accounts.services.ensure_roles import MERCHANTS_GROUP
from tests.factories.accounts import MembershipFactory, UserFactory

PASSWORD = "a password for journeys"


@dataclass(frozen=True)
class Seller:
    """Somebody who works for a merchant and may do in the admin what merchants may."""

    user: User
    merchant: Merchant


def make_seller() -> Seller:
    user = UserFactory()
    # As the web process, which runs under other settings, would have stored it.
    user.password = make_password(PASSWORD, hasher="argon2")
    user.save(update_fields=["password"])
    user.groups.add(Group.objects.get(name=MERCHANTS_GROUP))
    return Seller(user, MembershipFactory(user=user).merchant)
