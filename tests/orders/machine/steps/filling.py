"""Carts: what is put into them, aside and out, and whose they are."""

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.carry_on import carry_on
from orders.services.carts.change_quantity import change_quantity
from orders.services.carts.merge_carts import merge_carts
from orders.services.carts.remove_line import remove_line
from orders.services.carts.save_for_later import move_to_cart, save_for_later
from tests.orders.machine.model import Basket
from tests.orders.machine.steps.world import ARTICLES, World, answered

QUANTITIES = st.integers(1, 4)
PEOPLE = st.integers(0, 1)


class Filling(World):
    """What shoppers do before they order."""

    @rule(target=World.carts, number=ARTICLES, quantity=QUANTITIES)
    def begin_cart(self, number: int, quantity: int) -> Basket | MultipleResults[Basket]:
        return self.put_in(None, number, quantity) or multiple()

    @rule(target=World.carts, cart=World.carts, number=ARTICLES, quantity=QUANTITIES)
    def add(self, cart: Basket, number: int, quantity: int) -> Basket | MultipleResults[Basket]:
        """What is added to an ordered cart goes into another one."""
        basket = self.put_in(cart, number, quantity)
        return basket if basket is not None and basket is not cart else multiple()

    @rule(cart=World.carts, number=ARTICLES, quantity=QUANTITIES)
    def change(self, cart: Basket, number: int, quantity: int) -> None:
        said = answered(
            lambda: change_quantity(
                token=cart.token,
                variant_id=self.shop.variants[number].pk,
                quantity=quantity,
                now=self.now,
            ),
            lambda: self.model.refusal_of_changing(cart, number),
        )
        if said is not None:
            cart.quantities[number] = self.model.kept(number, quantity)

    @rule(cart=World.carts, number=ARTICLES)
    def remove(self, cart: Basket, number: int) -> None:
        if cart.is_open:
            remove_line(token=cart.token, variant_id=self.shop.variants[number].pk, now=self.now)
            cart.quantities.pop(number, None)
            cart.aside.pop(number, None)

    @rule(cart=World.carts, choice=ARTICLES, is_later=st.sampled_from([True, True, False]))
    def put_aside_or_take_up(self, *, cart: Basket, choice: int, is_later: bool) -> None:
        """Of what is in the cart, where anything is."""
        there = sorted({*cart.quantities, *cart.aside}) or [choice]
        self.move(cart, there[choice % len(there)], is_later=is_later)

    @rule(target=World.carts, cart=World.carts)
    def go_on(self, cart: Basket) -> Basket | MultipleResults[Basket]:
        """With what was put aside, once the rest is ordered. Twice is once, as for who opens two pages."""
        user = self.user_of(cart)
        into = carry_on(token=cart.token, now=self.now, user=user)
        again = carry_on(token=cart.token, now=self.now, into=into, user=user)
        assert into is not None
        going_on, is_new = self.model.go_on(cart, into)
        assert (into, again) == (going_on.token, going_on.token)
        return going_on if is_new else multiple()

    @rule(cart=World.carts, person=PEOPLE)
    def log_in(self, cart: Basket, person: int) -> None:
        """Twice is once: the browser may ask again before it has read the answer."""
        tokens = {
            merge_carts(token=cart.token, user=self.shop.buyers[person], now=self.now) for _ in range(2)
        }
        own = self.model.log_in(cart, person)
        assert tokens == {own.token if own else None}

    @rule(target=World.carts, number=ARTICLES, quantity=QUANTITIES, is_aside=st.booleans(), person=PEOPLE)
    def fill_another_and_log_in(
        self, *, number: int, quantity: int, is_aside: bool, person: int
    ) -> Basket | MultipleResults[Basket]:
        """On a second device, where the same person has not yet been."""
        cart = self.put_in(None, number, quantity)
        if cart is None:
            return multiple()
        if is_aside:
            self.move(cart, number, is_later=True)
        self.log_in(cart, person)
        return cart

    def move(self, cart: Basket, number: int, *, is_later: bool) -> None:
        """Aside, or back."""
        variant_id = self.shop.variants[number].pk
        if is_later:
            refusal = self.model.refusal_of_putting_aside(cart, number)
            move, foretell = save_for_later, self.model.put_aside
        else:
            refusal = self.model.refusal_of_taking_up(cart, number)
            move, foretell = move_to_cart, self.model.take_up
        said = answered(lambda: move(token=cart.token, variant_id=variant_id, now=self.now), lambda: refusal)
        if said is not None:
            foretell(cart, number)

    def put_in(self, cart: Basket | None, number: int, quantity: int) -> Basket | None:
        """The cart in which it is now; None if it was refused."""
        added = answered(
            lambda: add_to_cart(
                token=cart.token if cart else None,
                variant_id=self.shop.variants[number].pk,
                quantity=quantity,
                now=self.now,
                user=self.user_of(cart),
            ),
            lambda: self.model.refusal_of_adding(number),
        )
        if added is None:
            return None
        filled = self.model.add(cart, added.token, number, quantity)
        assert filled.token == added.token
        return filled
