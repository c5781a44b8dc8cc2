"""Putting things aside for later."""

from functools import partial
from uuid import UUID

import pytest

from accounts.models import User
from catalog.models import Price, Stock, Variant
from orders.errors import CartRefused
from orders.models import MAX_LINES, MAX_SAVED, Cart, CartLine
from orders.queries.carts.badge import count_items
from orders.queries.carts.cart import find_cart_of, read_cart
from orders.queries.carts.shown import show_cart
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.carry_on import carry_on
from orders.services.carts.change_quantity import change_quantity
from orders.services.carts.save_for_later import move_to_cart, save_for_later
from orders.states import CartState
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, filled_cart, place, sold_variant
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db


def test_what_is_saved_is_neither_counted_nor_summed() -> None:
    kept, saved = sold_variant(price=1000), sold_variant(price=5000)
    token = filled_cart((kept, 1), (saved, 3))

    save_for_later(token=token, variant_id=saved.pk, now=NOW)
    save_for_later(token=token, variant_id=saved.pk, now=NOW)

    cart = read_cart(token)
    assert [line.variant_id for line in cart.lines] == [kept.pk]
    assert [(line.variant_id, line.quantity) for line in cart.saved] == [(saved.pk, 3)]
    assert (cart.count, count_items(token), cart.totals.lines.minor) == (1, 1, 1000)


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_is_not_ordered() -> None:
    bought, saved = sold_variant(), sold_variant()
    token = filled_cart((bought, 1), (saved, 1))
    save_for_later(token=token, variant_id=saved.pk, now=NOW)

    place(token)

    lines = Cart.objects.get(token=token).order.lines.all()
    assert [line.variant_id for line in lines] == [bought.pk]


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_outlives_the_order_and_goes_on_in_the_next_cart() -> None:
    token, saved = ordered_with_one_saved()
    assert [line.variant_id for line in show_cart(token).saved] == [saved.pk]

    going_on = carry_on(token=token, now=NOW)

    assert going_on != token
    assert [(line.variant_id, line.quantity) for line in show_cart(going_on).saved] == [(saved.pk, 2)]
    assert show_cart(token).saved == ()
    assert carry_on(token=token, now=NOW) == token
    assert Cart.objects.get(token=token).lines.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_goes_on_in_the_cart_that_was_begun_meanwhile() -> None:
    token, saved = ordered_with_one_saved()
    begun = add_to_cart(token=token, variant_id=saved.pk, quantity=1, now=NOW).token

    assert carry_on(token=token, into=begun, now=NOW) == begun

    cart = read_cart(begun)
    assert [(line.variant_id, line.quantity) for line in cart.lines] == [(saved.pk, 1)]
    assert cart.saved == ()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_carry_on_once_and_only_for_its_owner() -> None:
    owner, stranger = UserFactory(), UserFactory()
    token, saved = ordered_with_one_saved(owner)
    assert carry_on(token=token, user=stranger, now=NOW) == token

    side_by_side([partial(carry_on, token=token, user=owner, now=NOW)] * 4)

    own = find_cart_of(owner)
    assert Cart.objects.open().count() == 1
    assert [line.variant_id for line in show_cart(own).saved] == [saved.pk]
    assert find_cart_of(stranger) is None


def ordered_with_one_saved(user: User | None = None) -> tuple[UUID, Variant]:
    """The token of an ordered cart, and what was put aside in it, twice."""
    bought, saved = sold_variant(), sold_variant()
    token = filled_cart((bought, 1), (saved, 2))
    save_for_later(token=token, variant_id=saved.pk, now=NOW)
    Cart.objects.filter(token=token).update(user=user)
    place(token)
    return token, saved


def test_taking_it_up_again_takes_what_is_left_at_todays_price() -> None:
    variant = sold_variant(on_hand=9)
    token = filled_cart((variant, 5))
    save_for_later(token=token, variant_id=variant.pk, now=NOW)
    Stock.objects.update(on_hand=3)
    Price.objects.update(amount_minor=3000)

    said = move_to_cart(token=token, variant_id=variant.pk, now=NOW)

    (line,) = read_cart(token).lines
    assert (line.quantity, line.has_new_price) == (3, False)
    assert said == f"{variant.product.name} (Oak) is in your cart."


def test_adding_what_is_saved_takes_it_up() -> None:
    variant = sold_variant(on_hand=9)
    token = filled_cart((variant, 5))
    save_for_later(token=token, variant_id=variant.pk, now=NOW)

    added = add_to_cart(token=token, variant_id=variant.pk, quantity=2, now=NOW)

    cart = read_cart(token)
    assert (added.count, [line.quantity for line in cart.lines], cart.saved) == (2, [2], ())


def test_what_is_sold_out_stays_aside() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))
    save_for_later(token=token, variant_id=variant.pk, now=NOW)
    Stock.objects.update(on_hand=0)

    with pytest.raises(CartRefused, match="stays put aside"):
        move_to_cart(token=token, variant_id=variant.pk, now=NOW)

    assert len(read_cart(token).saved) == 1


def test_quantity_of_what_is_saved_cannot_be_changed() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))
    save_for_later(token=token, variant_id=variant.pk, now=NOW)

    with pytest.raises(CartRefused):
        change_quantity(token=token, variant_id=variant.pk, quantity=2, now=NOW)

    assert CartLine.objects.get().quantity == 1


def test_full_cart_takes_nothing_up() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1), *[(sold_variant(), 1) for _ in range(MAX_LINES)])
    CartLine.objects.filter(variant=variant).update(saved_at=NOW)

    with pytest.raises(CartRefused, match="at most 50"):
        move_to_cart(token=token, variant_id=variant.pk, now=NOW)

    assert len(read_cart(token).lines) == MAX_LINES


def test_no_more_is_saved_than_fits() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1), *[(sold_variant(), 1) for _ in range(MAX_SAVED)])
    CartLine.objects.exclude(variant=variant).update(saved_at=NOW)

    with pytest.raises(CartRefused, match="at most 100"):
        save_for_later(token=token, variant_id=variant.pk, now=NOW)

    assert [line.variant_id for line in read_cart(token).lines] == [variant.pk]


def test_ordered_carts_and_unknown_lines_refuse() -> None:
    variant, other = sold_variant(), sold_variant()
    token = filled_cart((variant, 1))

    with pytest.raises(CartRefused):
        save_for_later(token=token, variant_id=other.pk, now=NOW)
    Cart.objects.update(state=CartState.ORDERED)
    with pytest.raises(CartRefused):
        save_for_later(token=token, variant_id=variant.pk, now=NOW)

    assert CartLine.objects.get().saved_at is None
