"""The cart in a browser's eyes: cookies, origins, absurd input, and what the page says."""

import json
import re
from http.cookies import Morsel
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from catalog.mirror.relay import relay_mirror
from catalog.models import Price, Stock
from catalog.states import ProductState
from orders.models import Cart, CartLine, ShippingMethod
from orders.queries.carts.cart import read_cart
from orders.site.cart_cookie import COOKIE, SALT
from tests.factories.orders import filled_cart, place, sold_variant

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def cookie_for(token: UUID, *, salt: str = SALT) -> str:
    response = HttpResponse()
    response.set_signed_cookie(COOKIE, str(token), salt=salt)
    return response.cookies[COOKIE].value


def holding(token: UUID) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies[COOKIE] = cookie_for(token)
    return client


def csrf_token(page: bytes) -> str:
    found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    return found[1].decode()


def test_a_page_without_token_or_cookie_can_fill_a_cart() -> None:
    variant = sold_variant()
    client = Client(enforce_csrf_checks=True)

    response = client.post("/cart/lines/", {"variant": variant.pk, "quantity": 2})

    assert (response.status_code, response.headers["Location"]) == (302, "/cart/")
    page = client.get("/cart/").content.decode()
    assert "is in your cart." in page
    assert "€50.00" in page


def test_the_cookie_is_signed_and_out_of_reach_of_scripts_and_other_sites(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()

    client.post("/cart/lines/", {"variant": sold_variant().pk, "quantity": 1}, headers=JSON)

    cookie: Morsel[str] = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (
        True,
        "Lax",
        True,
        "/",
    )
    assert cookie.value.startswith(f"{Cart.objects.get().token}:")


def test_scripts_get_the_count_and_a_sentence() -> None:
    variant = sold_variant(on_hand=2)

    response = Client().post("/cart/lines/", {"variant": variant.pk, "quantity": 3}, headers=JSON)

    assert json.loads(response.content) == {
        "count": 2,
        "message": f"Only 2 of {variant.product.name} (Oak) left: your cart now has all of them.",
    }


def test_nothing_is_set_for_those_who_only_look() -> None:
    client = Client()

    for path in ("/cart/", "/cart/badge/", "/checkout/"):
        assert not client.get(path).cookies
    assert not client.post("/cart/lines/", {"variant": 1, "quantity": 1}, headers=JSON).cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"origin": "https://elsewhere.example"},
        {"origin": "https://testserver"},
        {"origin": "null"},
    ],
)
def test_other_sites_cannot_fill_a_cart(headers: dict[str, str]) -> None:
    variant = sold_variant()

    response = Client().post("/cart/lines/", {"variant": variant.pk, "quantity": 1}, headers=headers)

    assert response.status_code == 403
    assert not Cart.objects.exists()


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_the_shops_own_pages_can(headers: dict[str, str]) -> None:
    variant = sold_variant()

    response = Client().post("/cart/lines/", {"variant": variant.pk, "quantity": 1}, headers=headers)

    assert response.status_code == 302
    assert CartLine.objects.count() == 1


@pytest.mark.parametrize("quantity", ["0", "-1", str(10**9), "abc", "1.5", "9" * 400])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_absurd_quantities_are_refused_in_words(quantity: str, accept: str) -> None:
    variant = sold_variant()
    client = Client()

    response = client.post(
        "/cart/lines/", {"variant": variant.pk, "quantity": quantity}, headers={"accept": accept}, follow=True
    )

    assert b"lease choose" in response.content
    assert response.status_code == (409 if accept == "application/json" else 200)
    assert not Cart.objects.exists()


@pytest.mark.parametrize("variant", ["", "abc", "0", "-5", str(2**63), str(10**40)])
def test_absurd_variants_are_refused(variant: str) -> None:
    response = Client().post("/cart/lines/", {"variant": variant, "quantity": 1}, headers=JSON)

    assert (response.status_code, json.loads(response.content)["code"]) == (409, "cart_refused")


@pytest.mark.parametrize("forgery", ["token", "other salt", "cut", "nonsense"])
def test_a_forged_cookie_opens_no_cart(forgery: str) -> None:
    token = filled_cart((sold_variant(), 3))
    client = Client()
    client.cookies[COOKIE] = {
        "token": str(token),
        "other salt": cookie_for(token, salt="elsewhere"),
        "cut": cookie_for(token)[:-3],
        "nonsense": "\u00e4;=%00",
    }[forgery]

    assert json.loads(client.get("/cart/badge/").content) == {"count": 0}
    assert b"Nothing in here yet" in client.get("/cart/").content


def test_the_badge_counts_things_and_is_never_cached() -> None:
    response = holding(filled_cart((sold_variant(), 3), (sold_variant(), 1))).get("/cart/badge/")

    assert json.loads(response.content) == {"count": 4}
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_page_says_what_became_of_each_line() -> None:
    dearer, short, sold_out, gone = (sold_variant(on_hand=9) for _ in range(4))
    token = filled_cart((dearer, 1), (short, 3), (sold_out, 1), (gone, 1))
    Price.objects.filter(variant=dearer).update(amount_minor=3000)
    Stock.objects.filter(variant=short).update(on_hand=2)
    Stock.objects.filter(variant=sold_out).update(on_hand=0)
    gone.product.state = ProductState.DRAFT
    gone.product.save()

    page = holding(token).get("/cart/").content.decode()

    assert "The price changed from €25.00 to €30.00." in page
    assert "Only 2 left. Please lower the quantity" in page
    assert "Sold out since you chose it." in page
    assert "No longer sold." in page
    assert "Go to checkout" not in page


def test_changing_and_removing_need_the_pages_token() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))
    client = holding(token)
    path = f"/cart/lines/{variant.pk}/"
    assert client.post(path, {"quantity": 3}).status_code == 403
    assert client.post(f"{path}remove/").status_code == 403
    assert [line.quantity for line in read_cart(token).lines] == [1]
    proof = csrf_token(client.get("/cart/").content)

    client.post(path, {"quantity": 3, "csrfmiddlewaretoken": proof})
    assert [line.quantity for line in read_cart(token).lines] == [3]
    client.post(path, {"quantity": "abc", "csrfmiddlewaretoken": proof})
    assert [line.quantity for line in read_cart(token).lines] == [3]
    client.post(f"{path}remove/", {"csrfmiddlewaretoken": proof})
    assert not read_cart(token).lines


def test_somebody_elses_cart_is_out_of_reach() -> None:
    variant = sold_variant()
    theirs, mine = filled_cart((variant, 1)), filled_cart((sold_variant(), 1))
    client = Client()
    client.cookies[COOKIE] = cookie_for(mine)

    client.post(f"/cart/lines/{variant.pk}/", {"quantity": 5})
    client.post(f"/cart/lines/{variant.pk}/remove/")

    assert [line.quantity for line in read_cart(theirs).lines] == [1]


def test_shipping_that_depends_on_the_country_is_not_called_free() -> None:
    page = holding(filled_cart((sold_variant(), 1)))
    assert "€4.90" in page.get("/cart/").content.decode()
    ShippingMethod.objects.all().delete()
    cache.clear()

    assert "At checkout" in page.get("/cart/").content.decode()


def test_looking_again_asks_for_the_version_alone_whatever_the_number_of_lines(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = holding(filled_cart(*[(sold_variant(), 1) for _ in range(8)]))
    relay_mirror()
    client.get("/cart/")

    with django_assert_num_queries(1):
        client.get("/cart/")


def test_an_unknown_cart_is_an_empty_one() -> None:
    assert b"Nothing in here yet" in holding(uuid4()).get("/cart/").content


def test_what_was_taken_out_can_be_put_back() -> None:
    variant, other = sold_variant(), sold_variant()
    token = filled_cart((variant, 3), (other, 1))
    client = holding(token)
    sent = {"quantity": 3, "csrfmiddlewaretoken": csrf_token(client.get("/cart/").content)}

    answer = client.post(f"/cart/lines/{variant.pk}/remove/", sent)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Put it back" in page
    client.post("/cart/lines/", {"variant": variant.pk, "quantity": 3})

    assert {line.variant_id: line.quantity for line in read_cart(token).lines} == {variant.pk: 3, other.pk: 1}
    assert b"Put it back" not in client.get(answer.headers["Location"]).content


@pytest.mark.parametrize("query", ["", "removed=1", "removed=x&quantity=1", "removed=1&quantity=1000000"])
def test_nothing_else_is_offered_to_be_put_back(query: str) -> None:
    client = holding(filled_cart((sold_variant(), 1)))

    assert b"Put it back" not in client.get(f"/cart/?{query}").content


def test_the_cart_leads_to_the_order_it_became() -> None:
    token = filled_cart((sold_variant(), 1))
    placed = place(token)

    page = holding(token).get("/cart/").content.decode()

    assert f'href="/orders/{placed.public_id}/"' in page
    assert "became an order" in page
    assert "became an order" not in Client().get("/cart/").content.decode()
