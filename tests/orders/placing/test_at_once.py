"""Orders that lock nothing while they are reckoned: what others do between reading and writing is noticed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from orders.errors import CartEmpty, OutOfStock, PriceChanged
from orders.models import Cart, CartLine, Order
from orders.queries.stock_drift import drifted_stock
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.remove_line import remove_line
from orders.states import CartState
from tests.factories.orders import NOW, filled_cart, place, sold_variant, stock_of
from tests.factories.threads import side_by_side, somebody_else

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def just_before_writing(action: Callable[[], object]) -> Iterator[list[str]]:
    """Somebody else does it on a connection of their own, once, when all is reckoned; which statements wrote orders."""
    written: list[str] = []

    def watch(execute: Callable[..., object], sql: str, *rest: Any) -> object:  # handed on as they came
        if sql.startswith(("EXECUTE orders_order_at_once", "EXECUTE orders_insert_order")):
            if not written:
                with somebody_else(action) as done:
                    done.result()
            written.append(sql.partition("(")[0])
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield written


def test_an_order_is_written_by_one_statement_of_its_own() -> None:
    variant = sold_variant(on_hand=5)
    token = filled_cart((variant, 2))

    with just_before_writing(lambda: None) as written:
        place(token)

    assert written == ["EXECUTE orders_order_at_once"]
    assert stock_of(variant) == (5, 2)
    cart = Cart.objects.get(token=token)
    assert (cart.state, cart.version) == (CartState.ORDERED, 2)


def test_cart_that_grows_meanwhile_is_not_ordered_at_the_old_total() -> None:
    variant, other = sold_variant(), sold_variant()
    token = filled_cart((variant, 1))
    add = partial(add_to_cart, token=token, variant_id=other.pk, quantity=1, now=NOW)

    with just_before_writing(add), pytest.raises(PriceChanged):
        place(token)

    assert not Order.objects.exists()
    assert Cart.objects.get(token=token).is_open
    assert (stock_of(variant), stock_of(other)) == ((5, 0), (5, 0))


def test_cart_that_is_emptied_meanwhile_orders_nothing() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))

    remove = partial(remove_line, token=token, variant_id=variant.pk, now=NOW)

    with just_before_writing(remove), pytest.raises(CartEmpty):
        place(token)

    assert (Order.objects.count(), stock_of(variant)) == (0, (5, 0))


def test_cart_that_is_ordered_meanwhile_leads_to_that_order() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))

    with just_before_writing(partial(place, token)):
        placed = place(token)

    assert Order.objects.get().public_id == placed.public_id
    assert stock_of(variant) == (5, 1)


def test_cart_that_is_forgotten_meanwhile_is_empty() -> None:
    token = filled_cart((sold_variant(), 1))

    def forget() -> None:
        CartLine.objects.all().delete()
        Cart.objects.filter(token=token).delete()

    with just_before_writing(forget), pytest.raises(CartEmpty):
        place(token)


def test_nothing_is_taken_of_one_thing_when_another_is_sold_meanwhile() -> None:
    first, last = sold_variant(on_hand=3), sold_variant(on_hand=1)
    token, faster = filled_cart((first, 1), (last, 1)), filled_cart((last, 1))

    with just_before_writing(partial(place, faster)), pytest.raises(OutOfStock) as refused:
        place(token)

    assert refused.value.names == [f"{last.product.name} (Oak)"]
    assert (stock_of(first), stock_of(last)) == ((3, 0), (1, 1))
    assert Cart.objects.get(token=token).is_open
    assert drifted_stock() == []


def test_the_same_things_in_other_orders_never_wait_in_a_circle() -> None:
    one, two, three = (sold_variant(on_hand=100) for _ in range(3))
    tokens = [filled_cart((one, 1), (two, 1), (three, 1)) for _ in range(20)]
    tokens += [filled_cart((three, 1), (two, 1), (one, 1)) for _ in range(20)]

    def buy(share: int) -> None:
        for token in tokens[share::4]:
            place(token)

    side_by_side([partial(buy, share) for share in range(4)])

    assert [stock_of(variant) for variant in (one, two, three)] == [(100, 40)] * 3
    assert drifted_stock() == []


def test_ordering_within_a_transaction_is_a_mistake() -> None:
    token = filled_cart((sold_variant(), 1))

    with transaction.atomic(), pytest.raises(RuntimeError):
        place(token)

    assert not Order.objects.exists()
