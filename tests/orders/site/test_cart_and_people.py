"""The cart in a browser whose owner logs in and out, and things saved for later."""

import json
from uuid import UUID

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from orders.models import Cart
from orders.queries.carts.cart import find_cart_of, read_cart
from orders.services.carts.save_for_later import save_for_later
from orders.site import cart_owner
from orders.site.cart_cookie import COOKIE
from tests.accounts.site.browsing import customer, log_in
from tests.factories.orders import NOW, filled_cart, place, sold_variant
from tests.orders.site.test_cart_pages import cookie_for, csrf_token, holding

pytestmark = pytest.mark.django_db(transaction=True)


def count(client: Client) -> int:
    number: int = json.loads(client.get("/cart/badge/").content)["count"]
    return number


def browser(token: UUID | None = None) -> Client:
    client = Client()
    if token is not None:
        client.cookies[COOKIE] = cookie_for(token)
    return client


def test_cart_follows_a_person_to_every_device() -> None:
    user, variant = customer(), sold_variant(on_hand=9)
    desk, phone = browser(filled_cart((variant, 2))), browser(filled_cart((variant, 1)))

    log_in(desk, user.email)
    log_in(phone, user.email)

    assert [line.quantity for line in read_cart(find_cart_of(user)).lines] == [3]
    assert (count(desk), count(phone), Cart.objects.count()) == (3, 3, 1)


def test_what_a_log_in_adds_to_the_cart_is_told() -> None:
    user, variant = customer(), sold_variant(on_hand=9)
    desk, phone = browser(filled_cart((variant, 2))), browser(filled_cart((variant, 1)))

    pages = []
    for client in (desk, phone):
        log_in(client, user.email)
        pages.append(client.get("/account/").content.decode())

    assert [cart_owner.MERGED in page for page in pages] == [False, True]


def test_log_out_leaves_nothing_in_the_browser() -> None:
    user = customer()
    client = browser(filled_cart((sold_variant(), 2)))
    log_in(client, user.email)

    client.post("/account/logout/")

    assert not client.cookies[COOKIE].value
    assert count(client) == 0
    log_in(client, user.email)
    assert count(client) == 2


def test_next_person_at_the_same_browser_gets_nothing_of_the_last() -> None:
    first, second = customer(), customer(email="bob@vitrine.test")
    client = browser(filled_cart((sold_variant(), 2)))
    log_in(client, first.email)
    left_open = browser(find_cart_of(first))

    log_in(left_open, second.email)

    assert count(left_open) == 0
    assert find_cart_of(second) is None
    assert read_cart(find_cart_of(first)).count == 2


def test_cart_filled_elsewhere_is_found_and_remembered() -> None:
    user = customer()
    client = browser()
    log_in(client, user.email)
    Cart.objects.filter(token=filled_cart((sold_variant(), 2))).update(user=user)

    assert count(client) == 2
    client.get("/cart/")

    assert client.cookies[COOKIE].value.startswith(f"{find_cart_of(user)}:")


def test_what_is_added_while_logged_in_belongs_to_the_person() -> None:
    user = customer()
    client = browser()
    log_in(client, user.email)

    client.post("/cart/lines/", {"variant": sold_variant().pk, "quantity": 1})

    assert read_cart(find_cart_of(user)).count == 1


def test_log_in_goes_on_when_carts_cannot_be_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_arguments: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(cart_owner, "merge_carts", fail)
    client = browser(filled_cart((sold_variant(), 2)))

    assert log_in(client, customer().email) == (302, "/account/")
    assert count(client) == 2


def test_badge_of_a_browser_with_a_cart_costs_no_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = customer()
    client = browser(filled_cart((sold_variant(), 2)))
    log_in(client, user.email)
    assert count(client) == 2

    with django_assert_num_queries(0):
        assert count(client) == 2


def test_things_are_saved_for_later_and_taken_up_again() -> None:
    variant = sold_variant()
    client = holding(filled_cart((variant, 1)))
    proof = csrf_token(client.get("/cart/").content)
    path = f"/cart/lines/{variant.pk}"
    assert client.post(f"{path}/save/").status_code == 403

    client.post(f"{path}/save/", {"csrfmiddlewaretoken": proof})
    saved = client.get("/cart/").content.decode()
    client.post(f"{path}/take-up/", {"csrfmiddlewaretoken": proof})
    taken_up = client.get("/cart/").content.decode()

    assert "Saved for later" in saved
    assert "Nothing to buy at the moment." in saved
    assert "Go to checkout" not in saved
    assert "Go to checkout" in taken_up
    assert "Saved for later" not in taken_up


def test_what_is_saved_is_there_after_the_rest_was_ordered_and_is_taken_up() -> None:
    bought, saved = sold_variant(), sold_variant()
    token = filled_cart((bought, 1), (saved, 1))
    save_for_later(token=token, variant_id=saved.pk, now=NOW)
    place(token)
    client = holding(token)
    page = client.get("/cart/").content

    client.post(f"/cart/lines/{saved.pk}/take-up/", {"csrfmiddlewaretoken": csrf_token(page)})
    taken_up = client.get("/cart/").content.decode()

    assert b"Saved for later" in page
    assert (count(client), "Saved for later" in taken_up) == (1, False)


def test_what_is_saved_goes_on_beside_what_is_added_next() -> None:
    bought, saved = sold_variant(), sold_variant()
    token = filled_cart((bought, 1), (saved, 1))
    save_for_later(token=token, variant_id=saved.pk, now=NOW)
    place(token)
    client = browser(token)

    client.post("/cart/lines/", {"variant": bought.pk, "quantity": 1})

    page = client.get("/cart/").content.decode()
    assert ("Saved for later" in page, count(client)) == (True, 1)
