"""Somebody's address book on its page."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import MOST_ADDRESSES, Address, User
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
    assert b"<title>Please check: Your addresses" in refused.content
    client.post("/account/addresses/", typed)

    assert [address.postal.city for address in Address.objects.filter(user=user)] == ["Wien"]


@pytest.mark.parametrize("country", ["US", "", "XX", "<script>", "A\0"])
@pytest.mark.parametrize("is_there", ["", "changed"])
def test_another_country_asks_for_other_fields_and_keeps_what_was_typed(country: str, is_there: str) -> None:
    user = customer()
    path = f"/account/addresses/{address_of(user).pk}/" if is_there else "/account/addresses/"

    page = logged_in(user).post(path, {"do": "country", "country": country, "name": "Ada B.", "city": "Linz"})

    assert page.status_code == 200
    assert ("region" in page.context["form"].fields) == (country == "US")
    assert b'value="Ada B."' in page.content
    assert b"field__error" not in page.content
    assert not Address.objects.filter(city="Linz").exists()


def test_address_is_changed_and_named() -> None:
    user = customer()
    address = address_of(user, is_default=True, phone="+43 1 234")
    path = f"/account/addresses/{address.pk}/"
    client = logged_in(user)
    page = client.get(path).content.decode()
    assert 'value="Linden 3"' in page
    assert 'value="+43 1 234"' in page
    typed = {"label": "Work", "name": "Ada", "line1": "5 Main St", "city": "Albany", "region": "NY"}

    refused = client.post(path, {**typed, "country": "US", "postcode": "1010"})
    assert refused.status_code == 422
    assert b"This is no ZIP code of United States" in refused.content
    assert b'value="5 Main St"' in refused.content
    answer = client.post(path, {**typed, "country": "US", "postcode": "12207"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/addresses/")
    (changed,) = Address.objects.all()
    assert (changed.label, changed.is_default, changed.lines) == (
        "Work",
        True,
        ("Ada", "5 Main St", "Albany, NY 12207"),
    )


def test_full_book_takes_no_more_and_says_so() -> None:
    user = customer()
    for number in range(MOST_ADDRESSES):
        address_of(user, line1=f"Linden {number}")
    client = logged_in(user)
    typed = {"name": "Ada", "line1": "Linden 99", "postcode": "1010", "city": "Wien", "country": "AT"}

    assert b"Your address book is full." in client.get("/account/addresses/").content
    answer = client.post("/account/addresses/", typed)

    assert (answer.status_code, Address.objects.count()) == (422, MOST_ADDRESSES)


def test_pages_ask_as_much_for_many_addresses_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = customer()
    addresses = [address_of(user, line1=f"Linden {number}") for number in range(9)]
    client = logged_in(user)
    # The frame of the page is then known.
    client.get("/account/addresses/")

    with django_assert_num_queries(3):
        client.get("/account/addresses/")
    with django_assert_num_queries(3):
        client.get(f"/account/addresses/{addresses[0].pk}/")


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


@pytest.mark.parametrize("what", ["", "remove/", "propose/"])
def test_addresses_of_others_are_out_of_reach(what: str) -> None:
    theirs = address_of(customer(email="bob@vitrine.test"))

    answer = logged_in(customer()).post(f"/account/addresses/{theirs.pk}/{what}", {"name": "Eve"})

    assert answer.status_code == 404
    assert (
        logged_in(customer(email="eve@vitrine.test")).get(f"/account/addresses/{theirs.pk}/").status_code
        == 404
    )
    assert list(Address.objects.values_list("pk", "is_default")) == [(theirs.pk, False)]


def test_strangers_are_led_to_the_log_in() -> None:
    address = address_of(customer())

    answer = Client().post(f"/account/addresses/{address.pk}/remove/")

    assert answer.headers["Location"].startswith("/account/login/")
    assert Address.objects.exists()
