"""What ordering and filling a cart ask of PostgreSQL, and that prepared statements outlive what befalls connections."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Stock, Variant
from orders.models import Cart, Order
from orders.queries.carts.cart import price_lines
from orders.queries.placing.order_facts import lock_and_read
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.place_order import place_order
from tests.factories.orders import DELIVERY, NOW, filled_cart, placed_order, sold_variant

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def statements(count: int) -> Iterator[None]:
    """Exactly so many are sent, besides those that begin and end transactions."""
    with CaptureQueriesContext(connection) as captured:
        yield
    sent = [query["sql"] for query in captured if query["sql"] not in {"BEGIN", "COMMIT"}]
    assert len(sent) == count, "\n".join(sent)


def add(variant: Variant, cart: Cart | None = None) -> Cart:
    token = cart.token if cart else None
    return Cart.objects.get(token=add_to_cart(token=token, variant_id=variant.pk, quantity=1, now=NOW).token)


def test_what_is_ordered_is_what_the_cart_shows() -> None:
    offered, sold_out, gone = sold_variant(), sold_variant(on_hand=0), sold_variant(name="Pine")
    token = filled_cart((offered, 2), (sold_out, 1), (gone, 1))
    Variant.objects.filter(pk=gone.pk).update(is_active=False)

    with transaction.atomic():
        facts = lock_and_read(token, "AT", now=NOW)

    assert facts is not None
    assert tuple(goods.line for goods in facts.goods) == price_lines(Cart.objects.get(token=token))
    assert [goods.line.can_be_ordered for goods in facts.goods] == [True, False, False]


@pytest.mark.parametrize("lines", [1, 3])
def test_order_takes_two_statements_however_many_lines_it_has(lines: int) -> None:
    wanted = [(sold_variant(on_hand=50), 1) for _ in range(lines)]
    total = placed_order(*wanted).total_minor
    token = filled_cart(*wanted)

    with statements(2):
        place_order(cart_token=token, delivery=DELIVERY, expected_total=total, now=NOW)


def test_cart_is_filled_with_two_statements() -> None:
    variant = sold_variant()
    add(variant, add(variant))

    with statements(2):
        added = add_to_cart(token=None, variant_id=variant.pk, quantity=1, now=NOW)
    with statements(2):
        again = add_to_cart(token=added.token, variant_id=variant.pk, quantity=1, now=NOW)

    assert (again.token, again.count) == (added.token, 2)


def test_statements_are_known_after_a_transaction_that_was_undone() -> None:
    variant = sold_variant()
    connection.close()
    with transaction.atomic():
        add(variant)
        transaction.set_rollback(True)

    assert add(variant).lines.get().quantity == 1
    assert Cart.objects.count() == 1


def test_new_connection_learns_them_anew() -> None:
    variant = sold_variant()
    placed_order((variant, 1))
    connection.close()

    placed_order((variant, 1))

    assert Order.objects.count() == 2
    assert Stock.objects.get(variant=variant).allocated == 2
