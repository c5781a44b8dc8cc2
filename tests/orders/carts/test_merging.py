"""What becomes of a browser's cart when its owner logs in."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from accounts.models import User
from catalog.models import Stock
from orders.models import MAX_LINES, MAX_SAVED, Cart, CartLine
from orders.queries.carts.cart import find_cart_of, read_cart
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.merge_carts import merge_carts
from orders.states import CartState
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, filled_cart, place, sold_variant
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db
with_commits = pytest.mark.django_db(transaction=True)


def merge(token: UUID | None, user: User) -> UUID | None:
    return merge_carts(token=token, user=user, now=NOW)


def owned_cart(user: User, *wanted: tuple[object, int]) -> UUID:
    token = filled_cart(*wanted)  # type: ignore[arg-type]  # variants
    Cart.objects.filter(token=token).update(user=user)
    return token


def held(token: UUID | None) -> dict[int, int]:
    return {line.variant_id: line.quantity for line in read_cart(token).lines}


def test_first_cart_becomes_the_persons_own() -> None:
    user, variant = UserFactory(), sold_variant()
    token = filled_cart((variant, 2))

    assert merge(token, user) == token

    assert (find_cart_of(user), held(token)) == (token, {variant.pk: 2})


def test_quantities_add_up_as_far_as_stock_and_limit_allow() -> None:
    user = UserFactory()
    plenty, few, many, only_here, only_there = (sold_variant(on_hand=n) for n in (9, 4, 90, 9, 9))
    own = owned_cart(user, (plenty, 2), (few, 3), (many, 15), (only_here, 1))
    token = filled_cart((plenty, 3), (few, 3), (many, 15), (only_there, 2))

    assert merge(token, user) == own

    assert held(own) == {plenty.pk: 5, few.pk: 4, many.pk: 20, only_here.pk: 1, only_there.pk: 2}
    assert not Cart.objects.filter(token=token).exists()


def test_sold_out_things_stay_to_be_told_of() -> None:
    user, variant = UserFactory(), sold_variant()
    own, token = owned_cart(user, (variant, 2)), filled_cart((variant, 2))
    Stock.objects.update(on_hand=0)

    merge(token, user)

    (line,) = read_cart(own).lines
    assert (line.quantity, line.is_sold_out) == (1, True)


def test_merging_twice_adds_nothing() -> None:
    user, variant = UserFactory(), sold_variant(on_hand=9)
    own, token = owned_cart(user, (variant, 2)), filled_cart((variant, 1))

    assert [merge(token, user) for _ in range(3)] == [own] * 3

    assert held(own) == {variant.pk: 3}


@pytest.mark.parametrize("token", [None, uuid4()])
def test_without_a_browsers_cart_the_own_one_is_found(token: UUID | None) -> None:
    user = UserFactory()
    own = owned_cart(user, (sold_variant(), 1))

    assert merge(token, user) == own
    assert merge(token, UserFactory()) is None


def test_cart_of_somebody_else_is_left_alone() -> None:
    owner, other, variant = UserFactory(), UserFactory(), sold_variant()
    theirs = owned_cart(owner, (variant, 2))

    assert merge(theirs, other) is None

    assert (find_cart_of(owner), held(theirs)) == (theirs, {variant.pk: 2})


def test_ordered_cart_is_left_alone() -> None:
    user, token = UserFactory(), filled_cart((sold_variant(), 1))
    Cart.objects.filter(token=token).update(state=CartState.ORDERED)

    assert merge(token, user) is None
    assert Cart.objects.get(token=token).user is None


def test_what_there_is_no_room_for_is_put_aside() -> None:
    user = UserFactory()
    own = owned_cart(user, *[(sold_variant(), 1) for _ in range(MAX_LINES - 1)])
    first, second = sold_variant(), sold_variant()
    token = filled_cart((first, 1), (second, 2))

    merge(token, user)

    cart = read_cart(own)
    assert len(cart.lines) == MAX_LINES
    assert first.pk in held(own)
    assert [(line.variant_id, line.quantity) for line in cart.saved] == [(second.pk, 2)]


def test_of_what_is_put_aside_the_newest_stays() -> None:
    user = UserFactory()
    variants = [sold_variant() for _ in range(MAX_SAVED + 1)]
    own = owned_cart(user, *[(variant, 1) for variant in variants[1:]])
    token = filled_cart((variants[0], 1))
    CartLine.objects.filter(cart__token=own).update(saved_at=NOW)
    CartLine.objects.filter(cart__token=token).update(saved_at=NOW - timedelta(days=1))

    merge(token, user)

    saved = {line.variant_id for line in read_cart(own).saved}
    assert saved == {variant.pk for variant in variants[1:]}
    assert not CartLine.objects.filter(variant=variants[0]).exists()


def test_what_one_cart_means_to_buy_is_bought() -> None:
    user, variant = UserFactory(), sold_variant(on_hand=9)
    own, token = owned_cart(user, (variant, 4)), filled_cart((variant, 2))
    CartLine.objects.filter(cart__token=own).update(saved_at=NOW)

    merge(token, user)

    assert (held(own), read_cart(own).saved) == ({variant.pk: 2}, ())


def test_database_keeps_one_open_cart_a_person() -> None:
    user = UserFactory()
    owned_cart(user)

    with pytest.raises(IntegrityError, match="cart_one_open_a_user"):
        Cart.objects.create(user=user)


@with_commits
def test_ordered_carts_do_not_keep_a_person_from_the_next() -> None:
    user, variant = UserFactory(), sold_variant(on_hand=9)
    first = owned_cart(user, (variant, 1))
    place(first)

    added = add_to_cart(token=first, variant_id=variant.pk, quantity=2, now=NOW, user=user)

    assert (find_cart_of(user), added.count) == (added.token, 2)
    assert added.token != first


@with_commits
def test_logging_in_from_many_places_at_once_gives_one_cart() -> None:
    user, variant = UserFactory(), sold_variant(on_hand=90)
    tokens = [filled_cart((variant, 1)) for _ in range(6)]

    found = side_by_side([partial(merge, token, user) for token in [*tokens, *tokens]])

    (own,) = set(found)
    assert len(found) == 12
    assert (held(own), Cart.objects.count()) == ({variant.pk: 6}, 1)


@with_commits
def test_first_things_from_many_places_at_once_go_into_one_cart() -> None:
    user, variant = UserFactory(), sold_variant(on_hand=90)

    add = partial(add_to_cart, token=None, variant_id=variant.pk, quantity=1, now=NOW, user=user)

    added = side_by_side([add] * 8)

    assert sorted(each.count for each in added) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert held(find_cart_of(user)) == {variant.pk: 8}
    assert Cart.objects.count() == 1
