"""Filling and changing a cart."""

from uuid import UUID, uuid4

import pytest

from catalog.models import Price, Stock
from catalog.money import Money
from catalog.states import ProductState
from orders.errors import CartRefused
from orders.models import MAX_LINES, Cart, CartLine
from orders.queries.carts.cart import read_cart
from orders.services.carts.add_to_cart import AddedToCart, add_to_cart
from orders.services.carts.change_quantity import change_quantity
from orders.services.carts.remove_line import remove_line
from orders.states import CartState
from tests.factories.orders import NOW, filled_cart, sold_variant

pytestmark = pytest.mark.django_db


def add(token: UUID | None, variant_id: int, quantity: int = 1) -> AddedToCart:
    return add_to_cart(token=token, variant_id=variant_id, quantity=quantity, now=NOW)


def quantities(token: UUID) -> list[int]:
    return [line.quantity for line in read_cart(token).lines]


def test_add_to_cart_makes_a_cart_and_adds_up() -> None:
    variant = sold_variant(on_hand=9)

    first = add(None, variant.pk, 2)
    second = add(first.token, variant.pk, 3)

    assert (second.token, second.count, quantities(first.token)) == (first.token, 5, [5])
    assert second.message == f"{variant.product.name} (Oak) is in your cart."


def test_add_to_cart_stops_at_the_stock_and_says_so() -> None:
    variant = sold_variant(on_hand=3)
    token = add(None, variant.pk, 2).token

    added = add(token, variant.pk, 2)

    assert quantities(token) == [3]
    assert added.message == f"Only 3 of {variant.product.name} (Oak) left: your cart now has all of them."


def test_add_to_cart_stops_at_the_limit_of_a_line() -> None:
    variant = sold_variant(on_hand=90)
    token = add(None, variant.pk, 15).token

    added = add(token, variant.pk, 15)

    assert quantities(token) == [20]
    assert added.message.startswith("Your cart now has 20 of ")


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**9, -(10**30)])
def test_add_to_cart_refuses_absurd_quantities(quantity: int) -> None:
    variant = sold_variant()

    with pytest.raises(CartRefused, match="between 1 and 20"):
        add(None, variant.pk, quantity)

    assert not Cart.objects.exists()


@pytest.mark.parametrize("reason", ["withdrawn", "inactive", "priceless", "priced elsewhere", "sold out"])
def test_add_to_cart_refuses_what_cannot_be_bought(reason: str) -> None:
    variant = sold_variant(on_hand=0 if reason == "sold out" else 5)
    if reason == "withdrawn":
        variant.product.state = ProductState.DRAFT
        variant.product.save()
    elif reason == "inactive":
        variant.is_active = False
        variant.save()
    elif reason == "priceless":
        variant.prices.all().delete()
    elif reason == "priced elsewhere":
        Price.objects.filter(variant=variant).update(currency="USD")

    with pytest.raises(CartRefused):
        add(None, variant.pk)

    assert not Cart.objects.exists()


def test_add_to_cart_refuses_unknown_variants() -> None:
    with pytest.raises(CartRefused):
        add(None, 2**62)

    assert not Cart.objects.exists()


def test_add_to_cart_refuses_more_lines_than_a_cart_holds() -> None:
    token = filled_cart(*[(sold_variant(), 1) for _ in range(MAX_LINES)])

    with pytest.raises(CartRefused, match="at most 50"):
        add(token, sold_variant().pk)

    assert len(quantities(token)) == MAX_LINES


@pytest.mark.parametrize("is_known", [True, False])
def test_add_to_cart_begins_anew_when_the_cart_is_ordered_or_unknown(is_known: bool) -> None:  # noqa: FBT001  # a case
    variant = sold_variant()
    token = filled_cart((variant, 1)) if is_known else uuid4()
    Cart.objects.filter(token=token).update(state=CartState.ORDERED)

    added = add(token, variant.pk)

    assert (added.token != token, added.count) == (True, 1)
    assert CartLine.objects.filter(cart__token=token).count() == int(is_known)


def test_a_cart_tells_what_became_of_its_lines() -> None:
    dearer, scarce, sold_out, gone = (sold_variant(on_hand=9) for _ in range(4))
    token = filled_cart((dearer, 1), (scarce, 3), (sold_out, 1), (gone, 1))
    Price.objects.filter(variant=dearer).update(amount_minor=3000)
    Stock.objects.filter(variant=scarce).update(on_hand=2)
    Stock.objects.filter(variant=sold_out).update(on_hand=0)
    gone.product.state = ProductState.ARCHIVED
    gone.product.save()

    cart = read_cart(token)

    first, second, third, fourth = cart.lines
    assert (first.has_new_price, first.seen_price, first.price) == (
        True,
        Money(2500, "EUR"),
        Money(3000, "EUR"),
    )
    assert (second.is_short, second.available, second.can_be_ordered) == (True, 2, False)
    assert (third.is_sold_out, third.is_offered) == (True, True)
    assert (fourth.is_offered, fourth.total) == (False, None)
    assert cart.totals.lines == Money(3000 + 3 * 2500, "EUR")
    assert not cart.can_be_ordered


def test_change_quantity_counts_the_price_as_seen() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))
    Price.objects.filter(variant=variant).update(amount_minor=3000)

    said = change_quantity(token=token, variant_id=variant.pk, quantity=2, now=NOW)

    (line,) = read_cart(token).lines
    assert (line.quantity, line.has_new_price) == (2, False)
    assert said == f"Your cart now has 2 of {variant.product.name} (Oak)."


def test_change_quantity_stops_at_the_stock() -> None:
    variant = sold_variant(on_hand=4)
    token = filled_cart((variant, 1))

    said = change_quantity(token=token, variant_id=variant.pk, quantity=9, now=NOW)

    assert quantities(token) == [4]
    assert said.startswith("Only 4 of ")


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**9])
def test_change_quantity_refuses_absurd_quantities(quantity: int) -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))

    with pytest.raises(CartRefused):
        change_quantity(token=token, variant_id=variant.pk, quantity=quantity, now=NOW)

    assert quantities(token) == [1]


def test_an_ordered_cart_never_changes() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))
    Cart.objects.filter(token=token).update(state=CartState.ORDERED)

    with pytest.raises(CartRefused):
        change_quantity(token=token, variant_id=variant.pk, quantity=2, now=NOW)
    with pytest.raises(CartRefused):
        remove_line(token=token, variant_id=variant.pk, now=NOW)

    assert list(CartLine.objects.values_list("quantity", flat=True)) == [1]


def test_remove_line_takes_out_that_line_alone() -> None:
    kept, removed = sold_variant(), sold_variant()
    token = filled_cart((kept, 2), (removed, 1))

    remove_line(token=token, variant_id=removed.pk, now=NOW)
    remove_line(token=token, variant_id=removed.pk, now=NOW)

    assert [line.variant_id for line in read_cart(token).lines] == [kept.pk]
