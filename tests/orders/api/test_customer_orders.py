"""Orders of the customer who is logged in: their own, page by page, and nobody else's."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orders.models import Order
from orders.services.history import record
from orders.states import OrderEventKind, OrderState
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, placed_order, sold_variant, written_order

pytestmark = pytest.mark.django_db

ORDERS = "/api/v1/customer/orders/"


@pytest.fixture
def customer() -> User:
    user: User = UserFactory.create()
    return user


@pytest.fixture
def browser(customer: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(customer)
    return client


def own_order(customer: User, **facts: Any) -> Order:
    order = written_order(sold_variant())
    Order.objects.filter(pk=order.pk).update(user=customer, **facts)
    return order


def numbers(browser: Client, query: str = "") -> list[int]:
    answer = browser.get(f"{ORDERS}{query}")
    assert answer.status_code == 200, answer.content
    return [item["number"] for item in answer.json()["items"]]


def problem(answer: HttpResponseBase) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.getvalue())["code"]


def test_customer_sees_their_own_orders_page_by_page(browser: Client, customer: User) -> None:
    own = [own_order(customer) for _ in range(5)]
    own_order(UserFactory.create())
    written_order(sold_variant())
    seen, address = [], f"{ORDERS}?limit=2"

    while address:
        answer = browser.get(address)
        seen += [item["number"] for item in answer.json()["items"]]
        following = answer.json()["next"]
        assert answer.get("Link", "") == (f'<{following}>; rel="next"' if following else "")
        address = f"{ORDERS}?{urlsplit(following).query}" if following else ""

    assert seen == [order.number for order in reversed(own)]


def test_list_costs_as_many_queries_whatever_it_holds(browser: Client, customer: User) -> None:
    own_order(customer)
    counts = []

    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            numbers(browser)
        counts.append(len(queries))
        for _ in range(3):
            own_order(customer)

    # Their session, who it is, and what they ordered.
    assert counts == [3, 3]


def test_orders_are_filtered_by_state_and_by_what_has_happened(browser: Client, customer: User) -> None:
    old, new = own_order(customer, order_state="cancelled"), own_order(customer)
    record(old, OrderEventKind.PLACED, now=NOW)
    record(new, OrderEventKind.PLACED, now=NOW + timedelta(hours=2))

    assert numbers(browser, "?order_state=cancelled") == [old.number]
    assert numbers(browser, "?payment_state=pending&fulfilment_state=unfulfilled") == [
        new.number,
        old.number,
    ]
    assert numbers(browser, "?updated_since=2026-05-04T13:00:00Z") == [new.number]
    for odd in ("order_state=x", "limit=0", "cursor=-1", "user=1"):
        assert problem(browser.get(f"{ORDERS}?{odd}")) == (400, "invalid")


def test_order_is_told_as_to_whoever_knows_its_address(browser: Client, customer: User) -> None:
    order = own_order(customer)
    (row,) = browser.get(ORDERS).json()["items"]

    whole = browser.get(row["url"]).json()

    assert row["url"] == f"http://testserver{ORDERS}{order.number}/"
    assert whole == browser.get(f"/api/v1/orders/{row['id']}/").json()
    assert (row["total"], row["number"]) == (whole["total"], whole["number"])


@pytest.mark.django_db(transaction=True)
def test_customer_gives_up_their_own_order(browser: Client, customer: User) -> None:
    order = placed_order((sold_variant(), 1))
    Order.objects.update(user=customer)
    browser.get("/account/")
    browser.cookies["csrftoken"] = token = "x" * 32

    refused = browser.post(f"{ORDERS}{order.number}/cancel/", content_type="application/json")
    there = Order.objects.get().order_state
    told = browser.post(
        f"{ORDERS}{order.number}/cancel/", content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert (problem(refused), there) == ((403, "permission_denied"), OrderState.PLACED)
    assert (told.status_code, told.json()["order_state"]) == (200, OrderState.CANCELLED)


def test_order_of_another_customer_does_not_exist(customer: User) -> None:
    order = own_order(UserFactory.create())
    stranger = Client()
    stranger.force_login(customer)

    for number in (order.number, order.number + 1, 10**30):
        assert problem(stranger.get(f"{ORDERS}{number}/")) == (404, "order_not_found")
        assert problem(stranger.post(f"{ORDERS}{number}/cancel/")) == (404, "order_not_found")
    assert Order.objects.get().order_state == OrderState.PLACED


def test_who_is_not_logged_in_is_told_so() -> None:
    for address in (ORDERS, f"{ORDERS}1/"):
        assert problem(Client().get(address)) == (403, "log_in_missing")
