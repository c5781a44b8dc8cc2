"""What orders cost, and which are refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from orders.errors import CartEmpty, NotOffered, OutOfStock, VoucherNotForThis, VoucherUsedUp
from orders.states import OrderState
from tests.orders.machine.model.carts import Carts
from tests.orders.machine.model.things import Basket, Bought, Coupon, Customer, Refusal

TIME_TO_PAY = timedelta(minutes=30)


@dataclass
class Ordering(Carts):
    """Carts become orders. Uses of a coupon are the orders that have it and are not given up."""

    def refusal_of_ordering(self, basket: Basket) -> Refusal:
        """Of a cart that was not ordered yet, at the total that it shows and without a coupon."""
        if not basket.quantities:
            return CartEmpty
        if not all(self.articles[number].is_offered for number in basket.quantities):
            return NotOffered
        return None if self.are_there(basket.quantities) else OutOfStock

    def refusal_of_coupon(
        self, coupon: Coupon | None, customer: Customer, quantities: Mapping[int, int]
    ) -> Refusal:
        if coupon is None:
            return None
        if not self._goods(quantities, coupon.house):
            return VoucherNotForThis
        return None if self.has_uses_left(coupon, customer) else VoucherUsedUp

    def has_uses_left(self, coupon: Coupon, customer: Customer) -> bool:
        uses = [one for one in self.bought if one.coupon == coupon and one.state != OrderState.CANCELLED]
        own = [one for one in uses if one.customer.is_known_as(customer)]
        is_left = coupon.most is None or len(uses) < coupon.most
        return is_left and (coupon.most_each is None or len(own) < coupon.most_each)

    def used(self, coupon: Coupon) -> int:
        return sum(one.coupon == coupon and one.state != OrderState.CANCELLED for one in self.bought)

    def shown_total(self, quantities: Mapping[int, int], coupon: Coupon | None = None) -> int:
        """With the delivery, which costs 4.90 below 100.00, whatever the coupon takes off the goods."""
        goods = self._goods(quantities)
        delivery = 0 if goods >= 100_00 or (coupon and coupon.frees_shipping) else 490
        return goods + delivery - (self._reduction(quantities, coupon) if coupon else 0)

    def order(
        self, basket: Basket, public_id: UUID, now: datetime, customer: Customer, coupon: Coupon | None
    ) -> Bought:
        total = self.shown_total(basket.quantities, coupon)
        bought = Bought(public_id, dict(basket.quantities), total, now + TIME_TO_PAY, customer, coupon)
        basket.order = bought
        self.bought.append(bought)
        return bought

    def _reduction(self, quantities: Mapping[int, int], coupon: Coupon) -> int:
        """Rounded half up, and never more than the goods cost that it is for."""
        goods = self._goods(quantities, coupon.house)
        return min(goods, (goods * coupon.percent + 50) // 100 + coupon.amount)

    def _goods(self, quantities: Mapping[int, int], house: int | None = None) -> int:
        """What they cost; of one merchant, if one is named."""
        return sum(
            self.articles[number].price * quantity
            for number, quantity in quantities.items()
            if house in (None, self.articles[number].house)
        )
