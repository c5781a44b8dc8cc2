"""What customers see of their orders, and of nobody else's."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from orders.models import Cart, Order
from orders.services.cancel_order import cancel_order
from tests.accounts.site.browsing import PASSWORD, customer
from tests.factories.orders import DELIVERY, NOW, filled_cart, placed_order, sold_variant
from tests.orders.site.test_cart_pages import cookie_for, csrf_token
from tests.orders.site.test_checkout_pages import TYPED

pytestmark = pytest.mark.django_db(transaction=True)


def order_of(user: User | None, *, email: str = "ada@vitrine.test") -> Order:
    order = placed_order((sold_variant(), 1), now=timezone.now())
    Order.objects.filter(pk=order.pk).update(user=user, email=email)
    return order


def at_home(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_order_placed_while_logged_in_is_in_the_account() -> None:
    user = customer()
    client = Client()
    client.force_login(user)
    client.cookies["vitrine_cart"] = cookie_for(filled_cart((sold_variant(), 1)))

    client.post("/checkout/", TYPED)

    order = Order.objects.get()
    assert order.user == user
    assert f'href="/account/orders/{order.number}/"' in client.get("/account/").content.decode()
    assert f"Order {order.number}" in client.get(f"/account/orders/{order.number}/").content.decode()


def test_guests_order_belongs_to_nobody() -> None:
    client = Client()
    client.cookies["vitrine_cart"] = cookie_for(filled_cart((sold_variant(), 1)))

    client.post("/checkout/", TYPED)

    assert Order.objects.get().user is None


def test_headings_leave_out_no_level() -> None:
    client = at_home(customer())
    order_of(User.objects.get())

    pages = {path: client.get(path).content.decode() for path in ("/account/", "/account/orders/")}

    found = {path: re.findall(r"<(h[1-6])", page) for path, page in pages.items()}
    assert found == {"/account/": ["h1", "h2", "h3"], "/account/orders/": ["h1", "h2"]}


@pytest.mark.parametrize("owner", ["somebody else", "nobody"])
def test_orders_of_others_do_not_exist(owner: str) -> None:
    order = order_of(customer(email="bob@vitrine.test") if owner == "somebody else" else None)
    client = at_home(customer())

    assert client.get(f"/account/orders/{order.number}/").status_code == 404
    assert client.get("/account/orders/999999999/").status_code == 404
    listed = client.get("/account/orders/")
    assert (
        list(listed.context["page"].orders),
        f"/account/orders/{order.number}/" in listed.content.decode(),
    ) == ([], False)


def test_history_goes_on_from_the_last_order(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = customer()
    variant = sold_variant(on_hand=99)
    numbers = [placed_order((variant, 1)).number for _ in range(23)][::-1]
    Order.objects.update(user=user)
    client = at_home(user)
    client.get("/account/orders/")

    with django_assert_num_queries(6):
        # The session, the person, their addresses, orders to claim, orders and lines.
        first = client.get("/account/orders/")
    assert [row.number for row in first.context["page"].orders] == numbers[:20]
    second = client.get(f"/account/orders/?before={first.context['page'].older}")

    assert [row.number for row in second.context["page"].orders] == numbers[20:]
    assert second.context["page"].older is None
    assert b"Newest orders" in second.content


def test_overview_shows_the_newest_and_leads_to_all(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = customer()
    variant = sold_variant(on_hand=9)
    numbers = [placed_order((variant, 1)).number for _ in range(4)][::-1]
    Order.objects.update(user=user)
    client = at_home(user)
    client.get("/account/")

    with django_assert_num_queries(7):
        # The session, the person, orders and lines, their addresses, orders to claim, their cart.
        page = client.get("/account/")

    assert [row.number for row in page.context["page"].orders] == numbers[:3]
    assert b"All your orders" in page.content


@pytest.mark.parametrize("before", ["", "abc", "-1", "9" * 40, "1 or 1=1", "\u0663"])
def test_nonsense_in_the_address_is_as_if_it_were_not_there(before: str) -> None:
    user = customer()
    order = order_of(user)

    page = at_home(user).get("/account/orders/", {"before": before})

    assert [row.number for row in page.context["page"].orders] == [order.number]


def test_order_tells_what_happened_to_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = customer()
    order = order_of(user)
    cancel_order(order_id=order.public_id, now=NOW)
    client = at_home(user)
    client.get(f"/account/orders/{order.number}/")

    with django_assert_num_queries(4):
        # The session, the person, whether it is theirs, and the order with its lines, story and invoices.
        page = client.get(f"/account/orders/{order.number}/")

    told = [happening.label for happening in page.context["story"]]
    assert told == ["Order placed", "Cancelled"]


def test_customer_cancels_while_that_is_allowed() -> None:
    user = customer()
    order = order_of(user)
    client = at_home(user)
    proof = csrf_token(client.get(f"/account/orders/{order.number}/").content)

    client.post(f"/orders/{order.public_id}/cancel/", {"csrfmiddlewaretoken": proof})

    order.refresh_from_db()
    assert order.order_state == "cancelled"
    assert order.events.latest("pk").user == user


def test_guests_orders_are_claimed_by_whoever_owns_the_address() -> None:
    user = customer()
    theirs = order_of(None, email="Ada@Vitrine.test")
    not_theirs = order_of(None, email="bob@vitrine.test")
    client = at_home(user)
    proof = csrf_token(client.get("/account/").content)

    client.post("/account/orders/claim/", {"csrfmiddlewaretoken": proof})
    client.post("/account/orders/claim/", {"csrfmiddlewaretoken": proof})

    assert list(Order.objects.filter(user=user)) == [theirs]
    not_theirs.refresh_from_db()
    assert not_theirs.user is None


def test_unverified_address_claims_nothing() -> None:
    user = customer()
    EmailAddress.objects.update(verified=False)
    order_of(None)
    client = at_home(user)
    proof = csrf_token(client.get("/account/").content)

    client.post("/account/orders/claim/", {"csrfmiddlewaretoken": proof})

    assert not Order.objects.filter(user=user).exists()


def test_orders_outlive_the_account() -> None:
    user = customer()
    order = order_of(user)
    cart = filled_cart((sold_variant(), 1))
    Cart.objects.filter(token=cart).update(user=user)
    client = Client()
    client.force_login(user)

    client.post("/account/delete/", {"password": PASSWORD})

    order.refresh_from_db()
    assert (order.user, order.email) == (None, DELIVERY.email)
    assert Cart.objects.get(token=cart).user is None


def test_new_account_says_what_will_stand_there() -> None:
    client = at_home(customer())

    assert b"No orders yet." in client.get("/account/").content
    assert b"No orders yet." in client.get("/account/orders/").content
