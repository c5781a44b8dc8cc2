"""Mistakes with carts that are poured together, and with what is put aside."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import pytest
from django.db.models import QuerySet

from accounts.models import User
from orders.models import Cart, CartLine
from orders.queries.placing import order_facts
from orders.queries.placing.order_facts import OrderFacts
from orders.services.carts import save_for_later as saving
from orders.states import CartState

GOING_ON = "orders.services.carts.carry_on"
MERGING = "orders.services.carts.merge_carts"


def merged_cart_wants_more_than_there_is(patch: pytest.MonkeyPatch) -> None:
    def as_many_as_wanted(wanted: int, *, available: int) -> int:
        return wanted

    patch.setattr(f"{MERGING}.as_many_as_there_are", as_many_as_wanted)


def merged_cart_forgets_one_of_the_two(patch: pytest.MonkeyPatch) -> None:
    """Where both hold the same thing, the person's own quantity stays."""

    def keep(line: CartLine, other: CartLine, available: int) -> None:
        return None

    patch.setattr(f"{MERGING}._add_up", keep)


def browser_keeps_its_cart(patch: pytest.MonkeyPatch) -> None:
    """What was poured out can be poured once more."""
    patch.setattr(Cart, "delete", lambda cart: None)


def logging_in_buys_what_was_put_aside(patch: pytest.MonkeyPatch) -> None:
    def add_up(line: CartLine, other: CartLine, available: int) -> None:
        line.quantity = max(1, min(line.quantity + other.quantity, available))
        line.saved_at = None

    patch.setattr(f"{MERGING}._add_up", add_up)


def what_is_put_aside_is_ordered(patch: pytest.MonkeyPatch) -> None:
    def read_all(token: UUID | None, country: str, *, now: datetime) -> OrderFacts | None:
        if token is not None:
            CartLine.objects.filter(cart__token=token, cart__state=CartState.OPEN).update(saved_at=None)
        return order_facts.read_facts(token, country, now=now)

    patch.setattr("orders.services.place_order.read_facts", read_all)


def what_is_taken_up_is_not_counted_anew(patch: pytest.MonkeyPatch) -> None:
    """As many as were put aside come back, however few are left."""

    def as_many_as_wanted(wanted: int, *, available: int) -> int:
        return wanted

    patch.setattr("orders.services.carts.save_for_later.as_many_as_there_are", as_many_as_wanted)


def what_is_sold_out_is_taken_up(patch: pytest.MonkeyPatch) -> None:
    def move(*, token: UUID | None, variant_id: int, now: datetime) -> str:
        facts: Mapping[str, object] = {"cart__token": token, "cart__state": "open", "variant": variant_id}
        if not CartLine.objects.filter(**facts).update(saved_at=None):
            return saving.move_to_cart(token=token, variant_id=variant_id, now=now)
        return "It is in your cart."

    patch.setattr("tests.orders.machine.steps.filling.move_to_cart", move)


def what_was_ordered_is_in_the_next_cart(patch: pytest.MonkeyPatch) -> None:
    """With what was put aside comes what was bought."""

    def all_lines(token: UUID) -> QuerySet[CartLine]:
        ordered = CartLine.objects.filter(cart__token=token, cart__state=CartState.ORDERED)
        return ordered if ordered.put_aside().exists() else ordered.none()

    patch.setattr(f"{GOING_ON}._left_aside", all_lines)


def next_cart_of_a_person_is_a_second_one(patch: pytest.MonkeyPatch) -> None:
    def none_open(token: UUID | None, user: User | None) -> Cart | None:
        return None

    patch.setattr(f"{GOING_ON}._lock_open", none_open)


MUTANTS = (
    merged_cart_wants_more_than_there_is,
    merged_cart_forgets_one_of_the_two,
    browser_keeps_its_cart,
    logging_in_buys_what_was_put_aside,
    what_is_put_aside_is_ordered,
    what_is_taken_up_is_not_counted_anew,
    what_is_sold_out_is_taken_up,
    what_was_ordered_is_in_the_next_cart,
    next_cart_of_a_person_is_a_second_one,
)
