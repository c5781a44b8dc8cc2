"""Zones, rates, taxes and vouchers in the admin: what is saved, and what is refused in words."""

import re
import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from orders.models import ShippingMethod, ShippingZone, TaxRate, Voucher
from orders.queries.charges.vouchers import Buyer
from orders.services.vouchers.take_voucher import take_voucher
from orders.states import VoucherKind
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import make_voucher
from tests.factories.threads import PATIENCE_SECONDS, somebody_else, wait_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)
VOUCHER = {
    "code": "NEW",
    "is_active": "on",
    "kind": VoucherKind.PERCENT,
    "currency": "EUR",
    "minimum_minor": 0,
}


@pytest.fixture
def keeper() -> Client:
    """Whoever runs the shop."""
    client = Client()
    client.force_login(UserFactory.create(is_superuser=True))
    return client


def rows(name: str, *wanted: dict[str, object], known: int = 0) -> dict[str, object]:
    """The fields of an inline with these rows."""
    management = {f"{name}-TOTAL_FORMS": len(wanted), f"{name}-INITIAL_FORMS": known}
    return management | {
        f"{name}-{number}-{field}": value for number, row in enumerate(wanted) for field, value in row.items()
    }


def said(client: Client, path: str, typed: dict[str, Any]) -> str:
    """What the page says to this; "" when it was saved."""
    response = client.post(path, typed)
    return "" if response.status_code == 302 else response.content.decode()


def test_a_zone_is_made_with_countries_and_methods(keeper: Client) -> None:
    typed = {
        "name": "Alps",
        **rows("countries", {"country": "CH"}, {"country": "LI"}),
        **rows("methods", {"name": "Parcel", "days_from": 2, "days_to": 4, "currency": "EUR", "position": 0}),
    }

    assert said(keeper, "/admin/orders/shippingzone/add/", typed) == ""

    zone = ShippingZone.objects.get(name="Alps")
    assert [str(entry.country) for entry in zone.countries.all()] == ["CH", "LI"]
    assert zone.methods.get().name == "Parcel"
    listed = keeper.get("/admin/orders/shippingzone/").content.decode()
    assert "Switzerland, Liechtenstein" in listed
    assert "All that are in no other zone" in listed


def test_free_shipping_is_of_the_whole_order(keeper: Client) -> None:
    merchant = MerchantFactory.create()
    typed = {**VOUCHER, "kind": VoucherKind.FREE_SHIPPING, "merchant": merchant.pk}

    assert "The shipping is of the whole order" in said(keeper, "/admin/orders/voucher/add/", typed)
    assert not Voucher.objects.exists()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/admin/orders/shippingzone/add/", "countries-0-country"),
        ("/admin/orders/taxrate/add/", "country"),
        ("/admin/accounts/merchantdetails/add/", "country"),
    ],
)
def test_no_country_is_chosen_before_somebody_does(keeper: Client, path: str, name: str) -> None:
    MerchantFactory.create()

    page = keeper.get(path).content.decode()

    assert re.search(rf'<select name="{name}"[^>]*>\s*<option value=""[^>]*>Choose a country</option>', page)


def test_a_row_without_a_country_adds_none_to_the_zone(keeper: Client) -> None:
    zone = ShippingZone.objects.get()
    path = f"/admin/orders/shippingzone/{zone.pk}/change/"
    typed = {"name": "All", "is_elsewhere": "on", **rows("countries", {"country": ""}), **rows("methods")}

    assert said(keeper, path, typed) == ""

    assert not zone.countries.exists()


def test_the_ends_of_rates_move_together(keeper: Client) -> None:
    method = ShippingMethod.objects.get()
    below, above = method.rates.all()
    path = f"/admin/orders/shippingmethod/{method.pk}/change/"

    def moved(to: int, begins: int) -> str:
        kept = {"method": method.pk, "weight_from": 0}
        rates = rows(
            "rates",
            {**kept, "id": below.pk, "total_from": 0, "total_to": to, "amount_minor": 490},
            {**kept, "id": above.pk, "total_from": begins, "amount_minor": 0},
            known=2,
        )
        facts = {"zone": method.zone_id, "name": "Standard", "days_from": 2, "days_to": 5, "currency": "EUR"}
        return said(keeper, path, {**facts, "position": 0, "is_active": "on", **rates})

    assert moved(20_000, 20_000) == ""
    assert moved(8_000, 8_000) == ""
    assert "Two rates hold for the same goods and weight." in moved(9_000, 8_000)
    assert "What a rate begins with must lie below its end." in moved(0, 8_000)
    assert list(method.rates.values_list("total_from", "total_to")) == [(0, 8000), (8000, None)]


def test_one_rate_of_tax_at_a_time_is_said_in_words(keeper: Client) -> None:
    path = "/admin/orders/taxrate/add/"

    assert said(keeper, path, {"country": "AT", "percent": "20", "valid_from": "2026-01-01"}) == ""
    assert "There is a rate for this already at that time." in said(
        keeper, path, {"country": "AT", "percent": "19"}
    )

    assert [f"{rate}" for rate in TaxRate.objects.all()] == ["AT 20 %"]
    assert "20 %" in keeper.get("/admin/orders/taxrate/").content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"percent": "10"}, ""),
        ({"kind": VoucherKind.AMOUNT, "amount_minor": "500"}, ""),
        ({"kind": VoucherKind.FREE_SHIPPING}, ""),
        ({}, "Above 0, and up to 100."),
        ({"percent": "0"}, "Above 0, and up to 100."),
        ({"percent": "101"}, "Above 0, and up to 100."),
        ({"percent": "abc"}, "Enter a number."),
        ({"kind": VoucherKind.AMOUNT, "amount_minor": "0"}, "Above 0, please."),
        ({"percent": "10", "amount_minor": "500"}, "Leave this empty: the voucher is of another kind."),
        ({"kind": VoucherKind.FREE_SHIPPING, "percent": "10"}, "Leave this empty"),
        ({"percent": "10", "code": "tenth"}, "There is a voucher with this code already."),
        ({"percent": "10", "code": "A B"}, "A code is made of letters"),
    ],
)
def test_vouchers_are_made_as_they_can_be_used(keeper: Client, typed: dict[str, str], words: str) -> None:
    make_voucher("TENTH", percent=10)

    answer = said(keeper, "/admin/orders/voucher/add/", {**VOUCHER, **typed})

    assert words in answer
    assert "A voucher has either" not in answer
    assert (answer == "") == (words == "") == Voucher.objects.filter(code="NEW").exists()


def test_a_voucher_cannot_be_limited_below_what_was_used(keeper: Client) -> None:
    voucher = make_voucher("TENTH", percent=10)
    Voucher.objects.filter(pk=voucher.pk).update(used=3)
    path = f"/admin/orders/voucher/{voucher.pk}/change/"

    answer = said(keeper, path, {**VOUCHER, "code": "TENTH", "percent": "10", "max_uses": "2"})

    assert "It has been used 3 times already." in answer
    assert "3" in keeper.get("/admin/orders/voucher/?now=usable").content.decode()


def test_use_that_is_counted_while_a_voucher_is_saved_stays_counted(keeper: Client) -> None:
    voucher = make_voucher("TENTH", percent=10)
    path = f"/admin/orders/voucher/{voucher.pk}/change/"
    typed, is_counted = {**VOUCHER, "code": "TENTH", "percent": "15"}, threading.Event()

    def save() -> str:
        assert is_counted.wait(PATIENCE_SECONDS)
        return said(keeper, path, typed)

    with somebody_else(save) as saving:
        with transaction.atomic():
            take_voucher(voucher, Buyer(email="ada@vitrine.test"))
            is_counted.set()
            wait_for_a_lock(saving)
        assert saving.result(PATIENCE_SECONDS) == ""

    voucher.refresh_from_db()
    assert (voucher.percent, voucher.used) == (Decimal(15), 1)
