"""From the cart to a paid order, page by page, without a script."""

import re

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from catalog.models import Price, Stock
from orders.gateways.local import LocalGateway
from orders.models import Order, Payment
from orders.states import OrderState, PaymentState
from tests.accounts.site.browsing import customer, log_in
from tests.factories.orders import filled_cart, payment_of, placed_order, sold_variant, stock_of
from tests.orders.site.test_cart_pages import cookie_for, csrf_token, holding

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = {
    "email": "ada@vitrine.test",
    "name": "Ada Byron",
    "line1": "Linden 3",
    "line2": "",
    "postcode": "1010",
    "city": "Wien",
    "country": "AT",
    "terms": "on",
    "expected_total": "2990",
}


def shopper(on_hand: int = 5) -> Client:
    """Has one thing for €25.00 in the cart, so that an order comes to €29.90."""
    client = Client()
    token = filled_cart((sold_variant(on_hand=on_hand), 1))
    client.cookies["vitrine_cart"] = cookie_for(token)
    return client


def test_checkout_leads_to_payment_and_to_the_order() -> None:
    client = shopper()

    placed = client.post("/checkout/", TYPED)
    order = Order.objects.get()
    payment = payment_of(order)
    assert (placed.status_code, placed.headers["Location"]) == (302, f"/pay/{payment.public_id}/")
    page = client.get(f"/pay/{payment.public_id}/").content.decode()
    assert all(part in page for part in ("no money moves", f'href="/orders/{order.public_id}/"'))
    paid = client.post(f"/pay/{payment.public_id}/", {"outcome": "pay"}, follow=True)

    order.refresh_from_db()
    assert (order.order_state, order.payment_state) == (OrderState.CONFIRMED, PaymentState.CAPTURED)
    assert paid.redirect_chain == [(f"/orders/{order.public_id}/", 302)]
    assert all(
        fact in paid.content.decode()
        for fact in (f"Order {order.number}", "€29.90", "Linden 3", "Austria", "We write to ada@vitrine.test")
    )
    assert b"Nothing in here yet" in client.get("/cart/").content


def test_a_declined_payment_can_be_tried_again() -> None:
    client = shopper()
    client.post("/checkout/", TYPED)
    order = Order.objects.get()
    page = f"/orders/{order.public_id}/"

    declined = client.post(f"/pay/{payment_of(order).public_id}/", {"outcome": "decline"}, follow=True)
    assert b"The payment was declined." in declined.content
    again = client.post(f"{page}pay/")
    assert again.headers["Location"] == f"/pay/{payment_of(order).public_id}/"
    client.post(again.headers["Location"], {"outcome": "pay"})

    assert b"Thank you. It is yours." in client.get(page).content
    assert list(order.payments.order_by("pk").values_list("state", flat=True)) == [
        PaymentState.FAILED,
        PaymentState.CAPTURED,
    ]


def test_an_unpaid_order_can_be_cancelled_on_its_page() -> None:
    variant = sold_variant()
    order = placed_order((variant, 1))

    page = Client().post(f"/orders/{order.public_id}/cancel/", follow=True)

    assert b"This order is cancelled." in page.content
    assert stock_of(variant) == (5, 0)


def test_the_back_button_and_a_second_click_lead_to_the_same_order() -> None:
    client = shopper()
    client.post("/checkout/", TYPED)
    page = f"/orders/{Order.objects.get().public_id}/"

    answers = [client.post("/checkout/", TYPED), client.get("/checkout/"), client.post("/checkout/", {})]

    assert [answer.headers["Location"] for answer in answers] == [page] * 3
    assert Order.objects.count() == Payment.objects.count() == 1


def test_what_is_wrong_is_listed_as_it_stands_on_the_page() -> None:
    page = shopper().post("/checkout/", {"country": "AT", "expected_total": "2990"}).content.decode()

    listed = page[page.index("Please check these") : page.index("</ul>")]
    fields = ["email", "name", "line1", "postcode", "city", "terms"]
    assert re.findall('href="#id_([a-z0-9]+)"', listed) == fields


def test_guests_are_led_to_the_log_in_and_back() -> None:
    client = shopper()
    assert b'href="/account/login/?next=/checkout/"' in client.get("/checkout/").content

    log_in(client, customer().email)

    page = client.get("/checkout/").content.decode()
    assert ("Welcome back." in page, "/account/login/" in page) == (True, False)


def test_errors_stand_next_to_their_fields_and_what_was_typed_is_kept() -> None:
    client = shopper()

    response = client.post("/checkout/", {**TYPED, "email": "nonsense", "city": "", "terms": ""})

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="nonsense"' in page
    assert 'id="id_email_error"' in page
    assert 'aria-describedby="id_email_helptext id_email_error"' in page
    assert page.count('aria-invalid="true"') == 3
    assert 'value="Linden 3"' in page
    assert not Order.objects.exists()


@pytest.mark.parametrize("expected_total", ["1", "2989", "0"])
def test_a_tampered_total_is_refused_with_the_true_one(expected_total: str) -> None:
    client = shopper()

    response = client.post("/checkout/", {**TYPED, "expected_total": expected_total})

    assert response.status_code == 409
    assert 'name="expected_total" value="2990"' in response.content.decode()
    assert not Order.objects.exists()


def test_a_changed_price_is_shown_and_can_then_be_accepted() -> None:
    client = shopper()
    Price.objects.update(amount_minor=2600)

    refused = client.post("/checkout/", TYPED)
    assert "The total is now €30.90 instead of €29.90." in refused.content.decode()
    client.post("/checkout/", {**TYPED, "expected_total": "3090"})

    assert Order.objects.get().total_minor == 3090


def test_amount_that_the_provider_never_takes_is_refused_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalGateway, "can_take", lambda *_: False)
    client = shopper()

    response = client.post("/checkout/", TYPED)

    assert response.status_code == 409
    assert "An order of €29.90 cannot be paid here." in response.content.decode()
    assert not Order.objects.exists()


def test_what_is_gone_meanwhile_is_named() -> None:
    client = shopper(on_hand=1)
    Stock.objects.update(on_hand=0)

    response = client.post("/checkout/", TYPED)

    assert response.status_code == 409
    assert "There is not enough left of Stool 1 (Oak)." in response.content.decode()
    assert '<a href="/cart/">Change your cart</a>' in response.content.decode()
    assert "Order and pay" not in response.content.decode()
    assert not Order.objects.exists()


def test_a_cart_that_cannot_be_ordered_goes_back_to_the_cart() -> None:
    assert Client().get("/checkout/").headers["Location"] == "/cart/"
    assert Client().post("/checkout/", TYPED).headers["Location"] == "/cart/"
    assert Client().post("/checkout/", {}).headers["Location"] == "/cart/"


def test_a_closed_shop_says_so_and_pays_nothing_by_the_local_page(settings: Settings) -> None:
    order = placed_order((sold_variant(), 1))
    client = shopper()
    settings.PAYMENT_GATEWAY = "closed"

    answers = [client.get("/checkout/"), client.post("/checkout/", TYPED)]
    local = client.post(f"/pay/{payment_of(order).public_id}/", {"outcome": "pay"})

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(b"takes no orders at the moment" in answer.content for answer in answers)
    order.refresh_from_db()
    assert (local.status_code, order.payment_state, Order.objects.count()) == (404, PaymentState.PENDING, 1)


def test_unknown_orders_and_payments_are_not_found() -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    client = Client()

    paths = [f"/orders/{nobody}/", f"/pay/{nobody}/"]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert [client.post(f"/orders/{nobody}/{verb}/").status_code for verb in ("pay", "cancel")] == [404, 404]


def test_placing_paying_and_cancelling_need_the_pages_token() -> None:
    order = placed_order((sold_variant(), 1))
    client = holding(filled_cart((sold_variant(), 1)))
    paths = ["/checkout/", f"/pay/{payment_of(order).public_id}/", f"/orders/{order.public_id}/cancel/"]

    assert [client.post(path, TYPED).status_code for path in paths] == [403, 403, 403]
    proof = csrf_token(client.get("/checkout/").content)
    assert client.post("/checkout/", {**TYPED, "csrfmiddlewaretoken": proof}).status_code == 302


def test_private_pages_stay_out_of_caches_and_search_engines() -> None:
    order = placed_order((sold_variant(), 1))
    paths = ["/cart/", "/checkout/", f"/orders/{order.public_id}/", f"/pay/{payment_of(order).public_id}/"]
    client = shopper()

    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_database_that_is_away_asks_for_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("orders.site.checkout.page.place_order", fail)

    response = shopper().post("/checkout/", TYPED)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_the_order_page_asks_little(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    order = placed_order(*[(sold_variant(), 1) for _ in range(6)])
    client = Client()
    client.get(f"/orders/{order.public_id}/")

    with django_assert_num_queries(1):
        client.get(f"/orders/{order.public_id}/")
