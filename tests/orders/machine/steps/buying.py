"""Carts, and ordering them."""

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from orders.errors import PriceChanged
from orders.queries.carts.cart import read_cart
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.change_quantity import change_quantity
from orders.services.carts.remove_line import remove_line
from orders.services.place_order import place_order
from tests.factories.orders import DELIVERY
from tests.orders.machine.frames import meanwhile
from tests.orders.machine.model import Basket, Bought
from tests.orders.machine.steps.world import ARTICLES, World, answered

QUANTITIES = st.integers(1, 4)


class Buying(World):
    """What shoppers do before they pay."""

    @rule(target=World.carts, number=ARTICLES, quantity=QUANTITIES)
    def begin_cart(self, number: int, quantity: int) -> Basket | MultipleResults[Basket]:
        basket = self._add(None, number, quantity)
        return basket or multiple()

    @rule(target=World.carts, cart=World.carts, number=ARTICLES, quantity=QUANTITIES)
    def add(self, cart: Basket, number: int, quantity: int) -> Basket | MultipleResults[Basket]:
        """What is added to an ordered cart begins another one."""
        basket = self._add(cart, number, quantity)
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
        if cart.order is None:
            remove_line(token=cart.token, variant_id=self.shop.variants[number].pk, now=self.now)
            cart.quantities.pop(number, None)

    @rule(target=World.orders, number=ARTICLES, quantity=st.integers(1, 2))
    def buy(self, number: int, quantity: int) -> Bought | MultipleResults[Bought]:
        """One thing, at once: without it most walks would end before there is much to pay and ship."""
        cart = self._add(None, number, quantity)
        return (self._order(cart) if cart else None) or multiple()

    @rule(target=World.orders, cart=World.carts)
    def order(self, cart: Basket) -> Bought | MultipleResults[Bought]:
        return self._order(cart) or multiple()

    @rule(target=World.orders, cart=World.carts, faster=World.carts)
    def order_while_another_does(self, cart: Basket, faster: Basket) -> MultipleResults[Bought]:
        return self._order_both(cart, faster)

    @rule(target=World.orders, number=ARTICLES, quantity=st.integers(1, 2))
    def buy_the_same_at_once(self, number: int, quantity: int) -> MultipleResults[Bought]:
        cart, faster = self._add(None, number, quantity), self._add(None, number, 1)
        return self._order_both(cart, faster) if cart and faster else multiple()

    @rule(cart=World.carts, less=st.integers(1, 500))
    def order_for_less(self, cart: Basket, less: int) -> None:
        shown = self.model.shown_total(cart.quantities)
        if cart.order is None and shown > less:
            answered(
                lambda: self._place(cart, shown - less),
                lambda: self.model.refusal_of_ordering(cart) or PriceChanged,
            )

    def _add(self, cart: Basket | None, number: int, quantity: int) -> Basket | None:
        added = answered(
            lambda: add_to_cart(
                token=cart.token if cart else None,
                variant_id=self.shop.variants[number].pk,
                quantity=quantity,
                now=self.now,
            ),
            lambda: self.model.refusal_of_adding(number),
        )
        if added is None:
            return None
        if cart is None or cart.order is not None:
            cart = Basket(added.token, {})
            self.baskets.append(cart)
        assert cart.token == added.token
        cart.quantities[number] = self.model.kept(number, quantity + cart.quantities.get(number, 0))
        return cart

    def _order_both(self, cart: Basket, faster: Basket) -> MultipleResults[Bought]:
        """`faster` is ordered while `cart` is, just before stock is taken for that."""
        known = len(self.model.bought)
        # One cart is locked: its second order waits for the first.
        if faster is not cart:
            # Looked at before, so that what happens meanwhile happens while it is ordered.
            shown = self._shown(cart)
            with meanwhile(lambda: self._order(faster), table="catalog_stock"):
                self._order(cart, shown)
            if cart.order is None and faster.order in self.model.bought[known:]:
                # Both go over one connection here: what is undone with a refusal takes the other order with it.
                self.model.bought.remove(faster.order)
                faster.order = None
        return multiple(*self.model.bought[known:])

    def _order(self, cart: Basket, shown: int | None = None) -> Bought | None:
        """The order, if it is new. A cart that was ordered leads to its order, whatever became of it."""
        placed = answered(
            lambda: self._place(cart, self._shown(cart) if shown is None else shown),
            lambda: None if cart.order else self.model.refusal_of_ordering(cart),
        )
        if placed is None:
            return None
        if cart.order is None:
            return self.model.order(cart, placed, self.now)
        assert cart.order.public_id == placed
        return None

    def _shown(self, cart: Basket) -> int:
        """The total on the page, which is the model's for what can be ordered."""
        shown = read_cart(cart.token).totals.total.minor
        if cart.order is None and self.model.refusal_of_ordering(cart) is None:
            assert shown == self.model.shown_total(cart.quantities)
        return shown

    def _place(self, cart: Basket, expected_total: int) -> UUID:
        placed = place_order(
            cart_token=cart.token, delivery=DELIVERY, expected_total=expected_total, now=self.now
        )
        return placed.public_id
