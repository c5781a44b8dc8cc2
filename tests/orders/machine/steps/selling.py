"""Shipping, counting, pricing."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from catalog.errors import StockRefused
from catalog.money import Money
from catalog.services.adjust_stock import adjust_stock
from catalog.services.set_price import set_price
from catalog.services.spread_stock import make_hot, sweep_buckets
from orders.models import OrderLine
from orders.services.captures.perform_captures import perform_captures
from orders.services.fulfilment.fulfil import fulfil
from orders.services.ship_lines import ship_lines
from tests.orders.machine.model import Bought
from tests.orders.machine.steps.world import ARTICLES, World, answered


class Selling(World):
    """What merchants do."""

    @rule(order=World.orders, house=st.integers(0, 1))
    def ship(self, order: Bought, house: int) -> None:
        shipped = answered(
            lambda: ship_lines(order_id=order.public_id, actor=self.shop.people[house], now=self.now),
            lambda: self.model.refusal_of_shipping(order, house),
        )
        if shipped is not None:
            own = self.model.of_house(order, house)
            self.model.send(order, {number: order.left_to_ship(number) for number in own}, self.now)
            perform_captures(now=self.now)

    @rule(order=World.orders, choice=ARTICLES, quantity=st.integers(1, 3))
    def ship_some(self, order: Bought, choice: int, quantity: int) -> None:
        number = sorted(order.quantities)[choice % len(order.quantities)]
        refusal = self.model.refusal_of_sending(order, number, quantity)
        line = OrderLine.objects.get(order__public_id=order.public_id, variant=self.shop.variants[number])
        owner = self.shop.people[self.model.articles[number].house]
        sent = answered(
            lambda: fulfil(
                order_id=order.public_id, actor=owner, quantities={line.pk: quantity}, now=self.now
            ),
            lambda: refusal,
        )
        if sent is not None:
            self.model.send(order, {number: quantity}, self.now)
            perform_captures(now=self.now)

    @rule(number=ARTICLES, by=st.integers(-2, 5))
    def count_stock(self, number: int, by: int) -> None:
        variant = self.shop.variants[number]
        here = variant.stock.filter(location__is_default=True)
        free = sum(row.available for row in here)
        refusal = StockRefused if free + by < 0 else None
        booked = answered(lambda: adjust_stock(variant_id=variant.pk, by=by), lambda: refusal)
        if booked is not None:
            self.model.articles[number].on_hand += by

    @rule(number=ARTICLES, is_hot=st.booleans())
    def spread_or_gather(self, *, number: int, is_hot: bool) -> None:
        """A launch begins or ends: for whoever buys and sells, nothing changes."""
        place = self.shop.variants[number].stock.get(location__is_default=True, bucket=0)
        make_hot(stock_id=place.pk, is_hot=is_hot)
        sweep_buckets()

    @rule(number=ARTICLES, price=st.sampled_from([1_999, 2_500, 4_000]))
    def change_price(self, number: int, price: int) -> None:
        set_price(variant_id=self.shop.variants[number].pk, price=Money(price, "EUR"), currency="EUR")
        self.model.articles[number].price = price

    @rule(number=ARTICLES, is_offered=st.sampled_from([True, True, False]))
    def offer_or_not(self, *, number: int, is_offered: bool) -> None:
        article = self.model.articles[number]
        article.is_offered = is_offered
        type(self.shop.variants[number]).objects.filter(pk=self.shop.variants[number].pk).update(
            is_active=article.is_offered
        )
