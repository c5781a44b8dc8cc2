"""What sending may cost is known for a moment, and only where it is an estimate."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from orders.models import ShippingRate
from orders.queries.charges import estimate
from tests.factories.orders import sold_variant
from tests.orders.api.shopper import ask, cart_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _for_long(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SHARED_SECONDS = 60
    monkeypatch.setattr(estimate, "_known", {})


def shipping_of(cart: str) -> int:
    minor: int = ask("GET", cart).document["totals"]["shipping"]["minor"]
    return minor


def test_cart_may_lag_for_a_moment_and_its_quote_may_not() -> None:
    cart = cart_with((sold_variant(), 1))
    before = shipping_of(cart)
    ShippingRate.objects.update(amount_minor=before + 100)

    assert shipping_of(cart) == before
    quoted = ask("POST", f"{cart}quote/", {"country": "AT"}).document
    assert quoted["totals"]["shipping"]["minor"] == before + 100


def test_estimate_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    cart = cart_with((sold_variant(), 1))
    before = shipping_of(cart)
    ShippingRate.objects.update(amount_minor=before + 100)

    monkeypatch.setattr(estimate, "_known", {key: (0.0, kept) for key, (_, kept) in estimate._known.items()})

    assert shipping_of(cart) == before + 100


def test_nothing_is_kept_where_nothing_is_shared(settings: Settings) -> None:
    settings.SHARED_SECONDS = 0
    cart = cart_with((sold_variant(), 1))
    before = shipping_of(cart)
    ShippingRate.objects.update(amount_minor=before + 100)

    assert shipping_of(cart) == before + 100


def test_cart_in_another_currency_has_ways_of_its_own(settings: Settings) -> None:
    cart = cart_with((sold_variant(), 1))
    shipping_of(cart)
    settings.SHOP_CURRENCY = "USD"

    with CaptureQueriesContext(connection) as queries:
        told = ask("GET", cart).document

    assert told["currency"] == told["totals"]["shipping"]["currency"] == "EUR"
    assert len(queries) == 1
