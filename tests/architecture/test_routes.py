"""Every address outside the admin does for strangers what the table of policies says, and nothing else."""

from uuid import uuid4

import pytest
from django.http import HttpResponseBase
from django.test import Client

from catalog.mirror.relay import relay_mirror
from orders.api.tokens import written
from orders.models import Order
from orders.site.cart_cookie import COOKIE
from tests.architecture.policy import METHODS, POLICIES, READ, Policy, Who
from tests.architecture.routes import Route, all_routes
from tests.architecture.rows import everything
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_offer
from tests.factories.orders import filled_cart, payment_of, placed_order, sold_variant
from tests.factories.selling import invoiced_order

pytestmark = pytest.mark.django_db
# Orders are placed outside of transactions.
with_orders = pytest.mark.django_db(transaction=True)

OUTSIDE = [route for route in all_routes() if not route.is_admin]
CASES = [
    pytest.param(route, POLICIES[route.pattern], id=route.pattern or "home")
    for route in OUTSIDE
    if route.pattern in POLICIES
]
# Who is asking comes before what is asked for; strangers are told this.
ASKED_FIRST = {Who.PROGRAM: 401, Who.SESSION: 403}
API, CARTS = "api/", "api/v1/carts/"
WRITES = [case for case in CASES if "POST" in case.values[1].methods]  # type: ignore[union-attr]  # a Policy


@pytest.fixture
def order(request: pytest.FixtureRequest) -> Order:
    """An order that waits for its payment, beside a full cart of somebody else.

    With an invoice where that is asked for: to print one takes a while.
    """
    filled_cart((sold_variant(), 1))
    placed = invoiced_order() if "<slug:name>" in request.node.name else placed_order((sold_variant(), 2))
    # What placing it left for the relay; a page that is read for the first time would ring for that.
    relay_mirror()
    return placed


def address_of(route: Route, order: Order) -> str:
    """The address of what there really is."""
    if "(?P" in route.pattern:
        return route.address
    address = f"/{route.pattern}"
    return (
        address.replace("<uuid:order_id>", str(order.public_id))
        .replace("<anycase:order_id>", str(order.public_id))
        .replace("<uuid:payment_id>", str(payment_of(order).public_id))
        .replace("<int:number>", str(order.number))
        .replace("<str:cart_token>", written(order.cart.token))
        .replace("<int:variant_id>", str(order.lines.get().variant_id))
        .replace("<int:address_id>", "1")
        .replace("<int:media_id>", "1")
        .replace("<int:collection_id>", "1")
        .replace("<str:country>", "AT")
        .replace("<int:endpoint_id>", "1")
        .replace("<str:message_id>", "msg_1")
        .replace("<int:shipment_number>", "1")
        .replace("<int:return_number>", "1")
        .replace("<int:part>", "1")
        .replace("<slug:name>", next((invoice.name for invoice in order.invoices.all()), "none"))
        .replace("<int:product_id>", str(order.lines.get().variant.product_id))
        .replace("<int:price_id>", str(order.lines.get().variant.prices.get().pk))
        .replace("<slug:slug>", order.lines.get().variant.product.slug)
    )


def allowed_statuses(route: Route, policy: Policy, method: str) -> set[int]:
    """What a stranger without cookie and key may be told."""
    if policy.who in ASKED_FIRST:
        return {ASKED_FIRST[policy.who]}
    if method not in policy.methods:
        return {405}
    if policy.who is Who.CART_TOKEN and route.pattern == CARTS:
        return {400}
    if policy.who in {Who.KEY_HOLDER, Who.CART_TOKEN, Who.PROVIDER}:
        return {404}
    if policy.who is Who.CUSTOMER:
        return {302}
    if policy.who is Who.VISITOR:
        return {200, 302, 404, 422}
    if policy.who is Who.CART_HOLDER:
        return {302} if method == "POST" or policy.is_gate else {200}
    return {200, 302, 404}


def leads_astray(answer: HttpResponseBase, policy: Policy) -> bool:
    """Pages for customers lead to the log-in of customers, those by which one comes in perhaps, and no others."""
    leads_to_login = answer.get("Location", "").startswith("/account/login/")
    if policy.who is Who.CUSTOMER:
        return answer.status_code != 405 and not leads_to_login
    return policy.who is not Who.VISITOR and "login" in answer.get("Location", "")


def refusal_of_a_form(route: Route, policy: Policy) -> int:
    """What another site is told. Programs and providers have no cookie that it could borrow; shoppers' send JSON."""
    if policy.who in ASKED_FIRST:
        return ASKED_FIRST[policy.who]
    if policy.who is Who.PROVIDER:
        return 404
    return 415 if route.pattern.startswith(API) else 403


def leads_to_the_cart(answer: HttpResponseBase) -> bool:
    return answer.status_code != 302 or answer["Location"] == "/cart/"


def test_every_address_has_a_policy_and_every_policy_an_address() -> None:
    assert {route.pattern for route in OUTSIDE} == set(POLICIES)


@pytest.mark.parametrize(("route", "policy"), CASES)
def test_stranger_is_told_what_the_policy_says(route: Route, policy: Policy, client: Client) -> None:
    before = everything()

    for method in METHODS:
        answer = client.generic(method, route.address)

        assert answer.status_code in allowed_statuses(route, policy, method), method
        assert policy.who is not Who.CART_HOLDER or leads_to_the_cart(answer)
        assert not leads_astray(answer, policy)

    assert everything() == before


@with_orders
@pytest.mark.parametrize(("route", "policy"), CASES)
def test_knowing_the_address_is_no_leave_to_change(
    route: Route, policy: Policy, order: Order, client: Client
) -> None:
    """Reading changes nothing, and methods that the policy does not name do nothing at all."""
    before = everything()

    for method in set(METHODS) - policy.methods | (policy.methods & READ):
        answer = client.generic(method, address_of(route, order))

        served = {200, 302, 404} if method in policy.methods else {405}
        if policy.who in ASKED_FIRST:
            served = {ASKED_FIRST[policy.who]}
        assert answer.status_code in served, method

    assert everything() == before


@with_orders
@pytest.mark.parametrize(("route", "policy"), WRITES)
def test_form_that_another_site_sends_is_refused(route: Route, policy: Policy, order: Order) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    browser.cookies[COOKIE] = "anything"
    before = everything()

    answer = browser.post(
        address_of(route, order), {"outcome": "pay", "variant": make_offer().pk, "quantity": 1}
    )

    assert answer.status_code == refusal_of_a_form(route, policy)
    assert everything()["orders.Order"] == before["orders.Order"]
    assert everything()["orders.CartLine"] == before["orders.CartLine"]


@with_orders
@pytest.mark.parametrize(
    ("route", "policy"),
    [case for case in CASES if case.values[1].who is Who.ANYBODY],  # type: ignore[union-attr]  # a Policy
)
def test_what_is_for_anybody_is_the_same_for_everybody(
    route: Route, policy: Policy, order: Order, client: Client
) -> None:
    address = address_of(route, order)
    anonymous = client.get(address)

    client.force_login(UserFactory(is_superuser=True))
    known = client.get(address)

    # Each can be read only once where it is made while it is sent.
    assert known.getvalue() == anonymous.getvalue()
    assert not anonymous.cookies
    assert "Cookie" not in anonymous.get("Vary", "")


@with_orders
@pytest.mark.parametrize(
    ("route", "policy"),
    [case for case in CASES if case.values[1].who is not Who.ANYBODY],  # type: ignore[union-attr]  # a Policy
)
def test_pages_about_one_shopper_are_kept_by_no_cache(
    route: Route, policy: Policy, order: Order, client: Client
) -> None:
    method = "GET" if "GET" in policy.methods else "POST"

    answer = client.generic(method, address_of(route, order))

    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Robots-Tag"] == "noindex"


@with_orders
@pytest.mark.parametrize(
    "pattern", [pattern for pattern, each in POLICIES.items() if each.who is Who.KEY_HOLDER]
)
def test_wrong_key_opens_nothing(pattern: str, order: Order, client: Client) -> None:
    """Also the number and the primary key of an order that exists are no keys; numbers are for whoever is logged in."""
    before = everything()
    prefix = "/" + pattern.split("<")[0]
    suffix = pattern.split(">")[1]

    for key in (uuid4(), order.pk, order.number, order.cart.token, str(order.public_id)[:-1]):
        assert client.get(f"{prefix}{key}{suffix}").status_code in {403, 404, 405}
        assert client.post(f"{prefix}{key}{suffix}", {"outcome": "pay"}).status_code in {403, 404, 405, 415}

    assert everything() == before
