"""Whoever waits too long for what others are ordering is told so, loses nothing, and may try again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from catalog.models import Variant
from orders.errors import ShopBusy
from orders.models import Cart, Order
from orders.services.placing.waiting import no_longer_than_allowed
from tests.factories.orders import filled_cart, place, sold_variant, stock_of
from tests.orders.api.shopper import ask, cart_with, order_of, total_of
from tests.orders.site.test_cart_pages import cookie_for
from tests.orders.site.test_checkout_pages import TYPED

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 60
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


@contextmanager
def somebody_at(variant: Variant) -> Iterator[None]:
    """Hold the variant's stock for as long as the block takes, as an order does that is stuck."""
    held, ended = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(variant.stock.select_for_update(no_key=True))
                held.set()
                ended.wait(PATIENCE_SECONDS)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(PATIENCE_SECONDS)
    try:
        yield
    finally:
        ended.set()
        thread.join(PATIENCE_SECONDS)


def test_order_that_waited_too_long_changes_nothing_and_can_be_placed_afterwards(variant: Variant) -> None:
    token, before = filled_cart((variant, 1)), stock_of(variant)

    with somebody_at(variant), pytest.raises(ShopBusy, match=SENTENCE):
        place(token)

    assert (Order.objects.count(), stock_of(variant)) == (0, before)
    assert Cart.objects.get(token=token).is_open
    place(token)
    assert Order.objects.count() == 1


def test_program_is_told_when_to_come_back_and_keeps_its_key(variant: Variant) -> None:
    cart = cart_with((variant, 2))
    body = order_of(total_of(cart))

    with somebody_at(variant):
        busy = ask("POST", f"{cart}checkout/", body, Idempotency_Key="order-1")
    placed = ask("POST", f"{cart}checkout/", body, Idempotency_Key="order-1")

    assert (busy.problem, busy.document["detail"]) == ((503, "shop_busy"), SENTENCE)
    assert int(busy.answer["Retry-After"]) > 0
    assert (placed.status, Order.objects.count()) == (201, 1)


def test_page_keeps_what_was_typed_and_orders_at_the_second_press(variant: Variant) -> None:
    client = Client()
    client.cookies["vitrine_cart"] = cookie_for(filled_cart((variant, 1)))

    with somebody_at(variant):
        busy = client.post("/checkout/", TYPED)

    assert busy.status_code == 503
    assert int(busy.headers["Retry-After"]) > 0
    assert all(text in busy.content.decode() for text in (SENTENCE, "Ada Byron", "Linden 3"))
    assert client.post("/checkout/", TYPED).status_code == 302
    assert Order.objects.count() == 1


def test_a_database_that_is_away_is_not_taken_for_a_crowd() -> None:
    with pytest.raises(OperationalError, match="gone"), no_longer_than_allowed():
        raise OperationalError("gone")
