"""The page of an order that is paid: given up while it has not been sent, and money on its way back."""

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Stock
from catalog.money import Money
from orders.models import CartLine, Order
from orders.services.cancel_order import cancel_order
from orders.services.refunds.request_refund import request_refund
from orders.services.ship_lines import ship_lines
from orders.site.cart_cookie import COOKIE
from orders.states import CartState, OrderState, PaymentEventKind, RefundReason
from tests.accounts.site.browsing import customer, log_in
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, filled_cart, place, sold_variant
from tests.factories.selling import paid_order
from tests.orders.disputes.test_follow_disputes import said, say
from tests.orders.site.test_cart_pages import cookie_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    return paid_order((sold_variant(price=2500), 1))


def page_of(client: Client, order: Order) -> str:
    return client.get(order.page_path).content.decode()


def refund(order: Order, minor: int) -> None:
    request_refund(
        order_id=order.public_id,
        actor=UserFactory.create(is_superuser=True),
        amount=Money(minor, "EUR"),
        reason=RefundReason.GOODWILL,
        now=NOW,
    )


def test_a_paid_order_is_cancelled_from_its_page(client: Client, order: Order) -> None:
    refund(order, 490)
    assert "Cancel the order and get €25.00 back" in page_of(client, order)

    answer = client.post(f"{order.page_path}cancel/", follow=True)

    page = answer.content.decode()
    assert "This order is cancelled." in page
    assert "Your money is on its way back to you" in page
    assert "€29.90" in page
    order.refresh_from_db()
    assert (order.order_state, order.refunded_minor) == (OrderState.CANCELLED, 2990)


def test_cancelling_is_asked_about_before_it_is_done(client: Client, order: Order) -> None:
    page = page_of(client, order)

    asked = page.index('<details class="order__cancel">')
    assert (
        asked < page.index("cannot be brought back") < page.index("Yes, cancel it") < page.index("</details>")
    )
    assert page.count(f'action="{order.page_path}cancel/"') == 1


@pytest.mark.parametrize("buyer", ["guest", "customer"])
def test_what_a_cancelled_order_had_goes_into_the_cart_again(client: Client, buyer: str) -> None:
    variant, gone = sold_variant(on_hand=9), sold_variant()
    token = filled_cart((variant, 3), (gone, 1))
    order = Order.objects.get(public_id=place(token, now=timezone.now()).public_id)
    client.cookies[COOKIE] = cookie_for(token)
    assert "Put it into the cart again" not in page_of(client, order)
    cancel_order(order_id=order.public_id, now=timezone.now())
    Stock.objects.filter(variant=gone).update(on_hand=0)
    assert f'action="{order.page_path}again/"' in page_of(client, order)
    if buyer == "customer":
        log_in(client, customer().email)

    page = client.post(f"{order.page_path}again/", follow=True).content.decode()
    client.post(f"{order.page_path}again/")

    assert f"{gone.product.name} (Oak) cannot be bought any more." in page
    open_lines = CartLine.objects.filter(cart__state=CartState.OPEN)
    assert list(open_lines.values_list("variant", "quantity")) == [(variant.pk, 3)]


def test_a_sent_order_offers_no_cancelling_and_refuses_it(client: Client, order: Order) -> None:
    ship_lines(order_id=order.public_id, actor=order.lines.get().merchant, now=NOW)
    assert "Cancel the order" not in page_of(client, order)

    answer = client.post(f"{order.page_path}cancel/", follow=True)

    assert "has left the house and cannot be cancelled" in answer.content.decode()
    order.refresh_from_db()
    assert (order.order_state, order.refunded_minor) == (OrderState.CONFIRMED, 0)


def test_what_goes_back_is_said(client: Client, order: Order) -> None:
    assert "Given back" not in page_of(client, order)

    refund(order, 1000)
    page = page_of(client, order)
    assert "Thank you. It is yours." in page
    assert "<dt>Given back</dt><dd>€10.00</dd>" in page

    refund(order, 1990)
    page = page_of(client, order)
    assert "Your money goes back." in page
    assert "Cancel the order" not in page


def test_what_is_refunded_before_it_is_sent_is_said_of_its_line(client: Client, order: Order) -> None:
    line = order.lines.get()

    request_refund(
        order_id=order.public_id,
        actor=line.merchant,
        amount=Money(2500, "EUR"),
        reason=RefundReason.UNAVAILABLE,
        lines={line.pk: 1},
        now=NOW,
    )

    page = page_of(client, order)
    assert "Refunded, not sent" in page
    assert "€25.00 is on its way back to you" in page
    assert "getting it ready" not in page


def test_buyer_is_not_promised_what_waits_for_their_bank(client: Client, order: Order) -> None:
    say([said(order, PaymentEventKind.DISPUTED, "dp_1")])
    waiting = page_of(client, order)
    say([said(order, PaymentEventKind.DISPUTE_WON, "dp_1")])

    assert "Your bank is deciding about this payment." in waiting
    assert "getting it ready" not in waiting
    assert "getting it ready" in page_of(client, order)
