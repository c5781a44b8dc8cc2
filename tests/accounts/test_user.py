"""People log in with their e-mail address, whatever its case."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_create_user_keeps_the_address_in_lower_case() -> None:
    assert User.objects.create_user(" Ada@Vitrine.test ", "a long password").email == "ada@vitrine.test"


def test_authenticate_ignores_the_case_of_the_address() -> None:
    user = UserFactory(email="ada@vitrine.test", password="a long password")

    assert authenticate(username="ADA@vitrine.test", password="a long password") == user


def test_database_refuses_the_same_address_in_another_case() -> None:
    UserFactory(email="ada@vitrine.test")
    other = UserFactory(email="grace@vitrine.test")

    with pytest.raises(IntegrityError, match="user_email_unique_whatever_case"):
        User.objects.filter(pk=other.pk).update(email="Ada@vitrine.test")
