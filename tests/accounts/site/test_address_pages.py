"""Somebody's address book on its page."""

import pytest
from django.test import Client

from accounts.models import Address, User
from tests.accounts.site.browsing import customer, logged_in

pytestmark = pytest.mark.django_db


def address_of(user: User, **fields: object) -> Address:
    place = {"name": "Ada Byron", "line1": "Linden 3", "postcode": "1010", "city": "Wien", "country": "AT"}
    return Address.objects.create(user=user, **{**place, **fields})


def test_book_shows_its_owners_addresses_and_no_others() -> None:
    user = customer()
    address_of(user)
    address_of(customer(email="bob@vitrine.test"), line1="Secret lane 9")

    page = logged_in(user).get("/account/addresses/").content.decode()

    assert "Linden 3" in page
    assert "Austria" in page
    assert "Secret lane 9" not in page


def test_empty_book_says_so() -> None:
    assert b"No addresses yet." in logged_in(customer()).get("/account/addresses/").content


def test_address_is_added_as_its_country_writes_it() -> None:
    user = customer()
    client = logged_in(user)
    typed = {"name": "Ada Byron", "line1": "Linden 3", "postcode": "1010", "city": "Wien", "country": "AT"}

    refused = client.post("/account/addresses/", {**typed, "postcode": "nonsense"})
    assert (refused.status_code, Address.objects.count()) == (422, 0)
    assert b'value="Linden 3"' in refused.content
    client.post("/account/addresses/", typed)

    assert [address.postal.city for address in Address.objects.filter(user=user)] == ["Wien"]


@pytest.mark.parametrize("country", ["US", "", "XX", "<script>"])
def test_any_country_can_be_asked_for(country: str) -> None:
    page = logged_in(customer()).get("/account/addresses/", {"country": country})

    assert page.status_code == 200
    assert ("region" in page.context["form"].fields) == (country == "US")


def test_another_address_is_proposed_first() -> None:
    user = customer()
    first, second = address_of(user, is_default=True), address_of(user, line1="Allee 5")

    logged_in(user).post(f"/account/addresses/{second.pk}/propose/")

    assert list(Address.objects.filter(is_default=True)) == [second]
    assert Address.objects.filter(pk=first.pk).exists()


def test_address_is_removed() -> None:
    user = customer()
    address = address_of(user)

    logged_in(user).post(f"/account/addresses/{address.pk}/remove/")

    assert not Address.objects.exists()


@pytest.mark.parametrize("what", ["remove", "propose"])
def test_addresses_of_others_are_out_of_reach(what: str) -> None:
    theirs = address_of(customer(email="bob@vitrine.test"))

    answer = logged_in(customer()).post(f"/account/addresses/{theirs.pk}/{what}/")

    assert answer.status_code == 404
    assert list(Address.objects.values_list("pk", "is_default")) == [(theirs.pk, False)]


def test_strangers_are_led_to_the_log_in() -> None:
    address = address_of(customer())

    answer = Client().post(f"/account/addresses/{address.pk}/remove/")

    assert answer.headers["Location"].startswith("/account/login/")
    assert Address.objects.exists()
