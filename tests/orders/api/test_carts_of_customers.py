"""Carts and orders of programs in the browser of a customer who is logged in: theirs, and only by their own wish."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orders.api.tokens import read
from orders.models import Cart, Order
from tests.catalog.api.writing.program import Told
from tests.factories.accounts import UserFactory
from tests.factories.orders import filled_cart, sold_variant
from tests.orders.api.shopper import CARTS, ask, order_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer() -> User:
    user: User = UserFactory.create()
    return user


@pytest.fixture
def browser(customer: User) -> Client:
    """Logged in, and with the cookie of the CSRF token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(customer)
    client.get("/account/addresses/")
    assert client.cookies["csrftoken"].value
    return client


def post(browser: Client, address: str, body: object, *, token: str | None = None, **headers: str) -> Told:
    """With the browser's own CSRF token unless another one is named; "" for none."""
    named = browser.cookies["csrftoken"].value if token is None else token
    sent = {"X-CSRFToken": named} if named else {}
    answer = browser.post(
        urlsplit(address).path, json.dumps(body), content_type="application/json", headers={**sent, **headers}
    )
    assert isinstance(answer, HttpResponse)
    return Told(answer.status_code, json.loads(answer.content), answer)


def things(*wanted: tuple[int, int]) -> dict[str, Any]:
    return {"lines": [{"variant": variant, "quantity": quantity} for variant, quantity in wanted]}


def test_cart_is_the_customers_and_their_pages_show_it(browser: Client, customer: User) -> None:
    oak = sold_variant(name="Oak")

    begun = post(browser, CARTS, things((oak.pk, 2)))

    assert begun.status == 201
    cart = Cart.objects.get()
    assert (cart.user, cart.token) == (customer, read(begun.document["token"]))
    assert oak.product.name in browser.get("/cart/").content.decode()


def test_repetition_under_the_same_key_adds_nothing(browser: Client) -> None:
    oak = sold_variant()

    first, again, other = (
        post(browser, CARTS, things((oak.pk, 2)), **{"Idempotency-Key": key}) for key in ("one", "one", "two")
    )

    assert (again.status, again.answer.content) == (201, first.answer.content)
    assert again.answer["Idempotency-Replayed"] == "true"
    assert [told.document["lines"][0]["quantity"] for told in (first, other)] == [2, 4]


def test_keys_of_nobody_in_particular_find_no_cart_of_others() -> None:
    oak = sold_variant()

    begun = [ask("POST", CARTS, things((oak.pk, 1)), Idempotency_Key="mine") for _ in range(2)]

    assert len({told.document["token"] for told in begun}) == 2


def test_customer_has_one_cart_and_what_was_in_it_stays(browser: Client, customer: User) -> None:
    oak, elm = sold_variant(), sold_variant()
    Cart.objects.filter(token=filled_cart((oak, 1))).update(user=customer)

    begun = post(browser, CARTS, things((elm.pk, 1), (oak.pk, 1)))

    cart = Cart.objects.get()
    assert (cart.user, read(begun.document["token"])) == (customer, cart.token)
    assert {line.variant_id: line.quantity for line in cart.lines.all()} == {oak.pk: 2, elm.pk: 1}


def test_order_of_it_is_among_the_customers_orders(browser: Client, customer: User) -> None:
    cart = post(browser, CARTS, things((sold_variant(price=2500).pk, 1))).answer["Location"]
    total = browser.get(urlsplit(cart).path).json()["totals"]["total"]["amount"]

    placed = post(browser, f"{cart}checkout/", order_of(total), **{"Idempotency-Key": "one"})

    assert placed.status == 201
    assert Order.objects.get().user == customer
    assert [each["number"] for each in browser.get("/api/v1/customer/orders/").json()["items"]] == [
        Order.objects.get().number
    ]


def test_without_the_token_no_session_is_read_and_the_cart_is_nobodys(browser: Client) -> None:
    variant = sold_variant()

    with CaptureQueriesContext(connection) as queries:
        begun = post(browser, CARTS, things((variant.pk, 1)), token="")

    assert (begun.status, Cart.objects.get().user) == (201, None)
    assert not [query for query in queries if "django_session" in query["sql"]]


def test_token_that_is_not_the_sessions_is_refused(browser: Client) -> None:
    refused = post(browser, CARTS, things((sold_variant().pk, 1)), token="x" * 32)

    assert refused.problem == (403, "permission_denied")
    assert not Cart.objects.exists()


def test_guests_who_send_a_token_have_a_cart_as_well() -> None:
    begun = post(Client(enforce_csrf_checks=True), CARTS, things((sold_variant().pk, 1)), token="x" * 32)

    assert (begun.status, Cart.objects.get().user) == (201, None)
