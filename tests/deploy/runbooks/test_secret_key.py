"""The runbook on secrets: a new SECRET_KEY logs nobody out and empties no cart, as long as the old one is told, too."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.orders import sold_variant

pytestmark = pytest.mark.django_db

OLD, NEW = "the-old-key-" * 5, "the-new-key-" * 5


@pytest.fixture
def visitor(settings: Settings, client: Client) -> Client:
    """A superuser, logged in, with one thing in the cart, all of it under the old key."""
    settings.SECRET_KEY = OLD
    user: User = UserFactory.create(is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/cart/lines/", {"variant": sold_variant().pk, "quantity": 1})
    assert (is_logged_in(client), in_cart(client)) == (True, True)
    return client


def is_logged_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def in_cart(client: Client) -> bool:
    return b'class="empty"' not in client.get("/cart/").content


def test_with_the_fallback_nobody_notices(visitor: Client, settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    assert (is_logged_in(visitor), in_cart(visitor)) == (True, True)


def test_without_the_fallback_everybody_begins_anew(visitor: Client, settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []

    assert (is_logged_in(visitor), in_cart(visitor)) == (False, False)
