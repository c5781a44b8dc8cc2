"""Whoever waits too long for what others are ordering is told so, loses nothing, and may try again."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import OperationalError, connection
from django.test import Client

from catalog.models import Variant
from orders.errors import ShopBusy
from orders.models import Cart, Order
from orders.services.placing.waiting import no_longer_than_allowed
from tests.factories.orders import filled_cart, place, sold_variant, stock_of
from tests.factories.threads import PATIENCE_SECONDS, somebody_at
from tests.orders.api.shopper import ask, cart_with, order_of, total_of
from tests.orders.site.test_cart_pages import cookie_for
from tests.orders.site.test_checkout_pages import TYPED

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "Many people are buying this right now. Try again."


@pytest.fixture(autouse=True)
def _soon_too_long() -> Iterator[None]:
    """This connection waits for a tenth of a second, in place of five."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 100")
    yield
    connection.close()


@pytest.fixture
def variant() -> Variant:
    variant: Variant = sold_variant(price=2500)
    return variant


def stuck(variant: Variant) -> AbstractContextManager[None]:
    """An order that holds the variant's stock for as long as the block takes."""
    return somebody_at(variant.stock.all(), lambda ended: ended.wait(PATIENCE_SECONDS))


def test_order_that_waited_too_long_changes_nothing_and_can_be_placed_afterwards(variant: Variant) -> None:
    token, before = filled_cart((variant, 1)), stock_of(variant)

    with stuck(variant), pytest.raises(ShopBusy, match=SENTENCE):
        place(token)

    assert (Order.objects.count(), stock_of(variant)) == (0, before)
    assert Cart.objects.get(token=token).is_open
    place(token)
    assert Order.objects.count() == 1


def test_program_is_told_when_to_come_back_and_keeps_its_key(variant: Variant) -> None:
    cart = cart_with((variant, 2))
    body = order_of(total_of(cart))

    with stuck(variant):
        busy = ask("POST", f"{cart}checkout/", body, Idempotency_Key="order-1")
    placed = ask("POST", f"{cart}checkout/", body, Idempotency_Key="order-1")

    assert (busy.problem, busy.document["detail"]) == ((503, "shop_busy"), SENTENCE)
    assert int(busy.answer["Retry-After"]) > 0
    assert (placed.status, Order.objects.count()) == (201, 1)


def test_page_keeps_what_was_typed_and_orders_at_the_second_press(variant: Variant) -> None:
    client = Client()
    client.cookies["vitrine_cart"] = cookie_for(filled_cart((variant, 1)))

    with stuck(variant):
        busy = client.post("/checkout/", TYPED)

    assert busy.status_code == 503
    assert int(busy.headers["Retry-After"]) > 0
    assert all(text in busy.content.decode() for text in (SENTENCE, "Ada Byron", "Linden 3"))
    assert client.post("/checkout/", TYPED).status_code == 302
    assert Order.objects.count() == 1


def test_a_database_that_is_away_is_not_taken_for_a_crowd() -> None:
    with pytest.raises(OperationalError, match="gone"), no_longer_than_allowed():
        raise OperationalError("gone")
