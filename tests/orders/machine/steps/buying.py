"""Ordering what lies in carts, with and without a voucher."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from orders.errors import PriceChanged
from orders.models import Order
from orders.queries.carts.cart import read_cart
from orders.services.place_order import Wishes, place_order
from tests.factories.orders import DELIVERY
from tests.orders.machine.frames import meanwhile
from tests.orders.machine.model import Basket, Bought, Customer, Refusal
from tests.orders.machine.steps.filling import PEOPLE, QUANTITIES, Filling
from tests.orders.machine.steps.wanting import PLAINLY, WANTINGS, Wanting
from tests.orders.machine.steps.world import ARTICLES, World, answered


class Buying(Filling):
    """Carts become orders."""

    @rule(target=World.orders, number=ARTICLES, quantity=st.integers(1, 2), wanting=WANTINGS)
    def buy(self, number: int, quantity: int, wanting: Wanting) -> Bought | MultipleResults[Bought]:
        """One thing, at once: without it most walks would end before there is much to pay and ship."""
        cart = self.put_in(None, number, quantity)
        return (self._order(cart, wanting) if cart else None) or multiple()

    @rule(target=World.orders, cart=World.carts, wanting=WANTINGS)
    def order(self, cart: Basket, wanting: Wanting) -> Bought | MultipleResults[Bought]:
        return self._order(cart, wanting) or multiple()

    @rule(target=World.orders, cart=World.carts, faster=World.carts, wanting=WANTINGS)
    def order_while_another_does(
        self, cart: Basket, faster: Basket, wanting: Wanting
    ) -> MultipleResults[Bought]:
        return self._order_both(cart, faster, wanting)

    @rule(target=World.orders, cart=World.carts, wanting=WANTINGS)
    def order_one_cart_twice_at_once(self, cart: Basket, wanting: Wanting) -> MultipleResults[Bought]:
        """Two windows of one browser: both lead to the one order."""
        known = len(self.model.bought)
        shown = self._shown(cart, wanting)
        with meanwhile(lambda: self._order(cart, wanting), table="orders_cart"):
            self._try(cart, wanting, shown, lambda: self._refusal(cart, wanting))
        return multiple(*self.model.bought[known:])

    @rule(target=World.orders, number=ARTICLES, quantity=st.integers(1, 2), wanting=WANTINGS)
    def buy_the_same_at_once(self, number: int, quantity: int, wanting: Wanting) -> MultipleResults[Bought]:
        cart, faster = self.put_in(None, number, quantity), self.put_in(None, number, 1)
        return self._order_both(cart, faster, wanting) if cart and faster else multiple()

    @rule(target=World.orders, number=ARTICLES, quantity=QUANTITIES, wanting=WANTINGS)
    def buy_what_another_put_aside(
        self, number: int, quantity: int, wanting: Wanting
    ) -> Bought | MultipleResults[Bought]:
        """Nothing is kept for who puts it aside; they take up what is left, or nothing."""
        aside, faster = self.put_in(None, number, 4), self.put_in(None, number, quantity)
        if aside is None or faster is None:
            return multiple()
        self.move(aside, number, is_later=True)
        bought = self._order(faster, wanting)
        self.move(aside, number, is_later=False)
        return bought or multiple()

    @rule(target=World.orders, number=ARTICLES, aside=ARTICLES, wanting=WANTINGS, person=st.none() | PEOPLE)
    def buy_and_go_on(
        self, number: int, aside: int, wanting: Wanting, person: int | None
    ) -> Bought | MultipleResults[Bought]:
        """Something is put aside, the rest is bought, a next cart is begun, and then the first one's page is looked at."""
        cart = self.put_in(None, number, 1)
        if cart is not None and person is not None:
            self.log_in(cart, person)
            cart = self.model.own(person)
        if cart is None or self.put_in(cart, aside, 1) is None:
            return multiple()
        self.move(cart, aside, is_later=True)
        bought = self._order(cart, wanting)
        self.put_in(cart, number, 1)
        self.go_on(cart)
        return bought or multiple()

    @rule(cart=World.carts, less=st.integers(1, 500))
    def order_for_less(self, cart: Basket, less: int) -> None:
        shown = self.model.shown_total(cart.quantities)
        if cart.is_open and shown > less:
            answered(
                lambda: self._place(cart, PLAINLY, shown - less),
                lambda: self.model.refusal_of_ordering(cart) or PriceChanged,
            )

    def _order_both(self, cart: Basket, faster: Basket, wanting: Wanting) -> MultipleResults[Bought]:
        """`faster` is ordered while `cart` is, with the same voucher, just before the first lock that both need."""
        known = len(self.model.bought)
        # One cart is locked: its second order waits for the first.
        if faster is not cart:
            # Looked at before, so that what happens meanwhile happens while it is ordered.
            shown, before = self._shown(cart, wanting), self._refusal(cart, wanting)
            table = "orders_voucher" if wanting.coupon is not None else "catalog_stock"
            with meanwhile(lambda: self._order(faster, wanting), table=table):
                self._try(cart, wanting, shown, lambda: before or self._refusal(cart, wanting, is_late=True))
            if faster.order in self.model.bought[known:] and not _is_there(faster.order):
                # Both go over one connection here: what is undone with a refusal may take the other order with it.
                self.model.bought.remove(faster.order)
                faster.order = None
        return multiple(*self.model.bought[known:])

    def _order(self, cart: Basket, wanting: Wanting) -> Bought | None:
        """The order, if it is new; whoever is refused a voucher orders without it."""
        bought = self._try(cart, wanting, self._shown(cart, wanting), lambda: self._refusal(cart, wanting))
        if bought is None and cart.is_open and wanting.coupon is not None:
            return self._order(cart, wanting.without_coupon)
        return bought

    def _try(
        self, cart: Basket, wanting: Wanting, shown: int, refusal: Callable[[], Refusal]
    ) -> Bought | None:
        """The order, if it is new. A cart that was ordered leads to its order, whatever became of it."""
        placed = answered(
            lambda: self._place(cart, wanting, shown), lambda: None if cart.order else refusal()
        )
        if placed is None:
            return None
        if cart.order is None:
            customer = self._customer(cart, wanting)
            return self.model.order(cart, placed, self.now, customer, wanting.coupon)
        assert cart.order.public_id == placed
        return None

    def _refusal(self, cart: Basket, wanting: Wanting, *, is_late: bool = False) -> Refusal:
        """`is_late`: of somebody who saw everything in order, and then others were faster. Vouchers are taken first."""
        goods = self.model.refusal_of_ordering(cart)
        coupon = self.model.refusal_of_coupon(wanting.coupon, self._customer(cart, wanting), cart.quantities)
        return (coupon or goods) if is_late else (goods or coupon)

    def _customer(self, cart: Basket, wanting: Wanting) -> Customer:
        return replace(wanting.customer, person=cart.person)

    def _shown(self, cart: Basket, wanting: Wanting) -> int:
        """The total on the page, which is the model's for what can be ordered."""
        shown = read_cart(cart.token).totals.total.minor
        if cart.order is not None or self.model.refusal_of_ordering(cart) is not None:
            return shown
        assert shown == self.model.shown_total(cart.quantities)
        return self.model.shown_total(cart.quantities, wanting.coupon)

    def _place(self, cart: Basket, wanting: Wanting, expected_total: int) -> UUID:
        placed = place_order(
            cart_token=cart.token,
            delivery=replace(DELIVERY, email=wanting.customer.email),
            expected_total=expected_total,
            now=self.now,
            wishes=Wishes(voucher_code=wanting.coupon.code if wanting.coupon else ""),
            user=self.user_of(cart),
        )
        return placed.public_id


def _is_there(bought: Bought) -> bool:
    return Order.objects.filter(public_id=bought.public_id).exists()
