"""What the shop should be: plain objects that know nothing of rows, and foretell what comes of each step."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from catalog.errors import StockRefused
from orders.errors import (
    CancellationRefused,
    CartEmpty,
    CartRefused,
    NotOffered,
    OrderNotFound,
    OutOfStock,
    PaymentRefused,
    RefundRefused,
    ShipmentRefused,
    ShopperError,
)
from orders.states import OrderState, PaymentEventKind

Refusal = type[ShopperError] | type[StockRefused] | None
TIME_TO_PAY = timedelta(minutes=30)
MOST_OF_A_LINE = 20


@dataclass(eq=False)
class Article:
    """Something that is sold. `house` is the number of its merchant, `price` in minor units."""

    on_hand: int
    price: int
    house: int
    is_offered: bool = True


@dataclass
class Attempt:
    """What was said about one payment."""

    is_paid: bool = False
    is_mismatched: bool = False
    is_declined: bool = False


@dataclass(eq=False)
class Bought:
    """An order. `quantities` by the number of the article, and of these how many were `sent`."""

    public_id: UUID
    quantities: dict[int, int]
    total: int
    pay_until: datetime
    state: OrderState = OrderState.PLACED
    attempts: list[Attempt] = field(default_factory=lambda: [Attempt()])
    sent: Counter[int] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)
    refunded: int = 0

    @property
    def has_money(self) -> bool:
        return any(attempt.is_paid for attempt in self.attempts)

    @property
    def is_held(self) -> bool:
        """Money came of which a person must say what it is; what is too late or too much goes back by itself."""
        return self.state != OrderState.CONFIRMED and any(
            attempt.is_mismatched and not attempt.is_paid for attempt in self.attempts
        )

    def left_to_ship(self, number: int) -> int:
        return self.quantities.get(number, 0) - self.sent[number]

    @property
    def can_be_given_up(self) -> bool:
        return self.state == OrderState.PLACED and not self.is_held


@dataclass(eq=False)
class Basket:
    """A cart. `order` is what became of it."""

    token: UUID
    quantities: dict[int, int]
    order: Bought | None = None


@dataclass
class Model:
    """Articles by number, and everything that was ever ordered."""

    articles: list[Article]
    bought: list[Bought] = field(default_factory=list)

    def promised(self, number: int) -> int:
        """To orders that are not given up and have not left the house."""
        return sum(one.left_to_ship(number) for one in self.bought if one.state != OrderState.CANCELLED)

    def available(self, number: int) -> int:
        article = self.articles[number]
        return article.on_hand - self.promised(number) if article.is_offered else 0

    def kept(self, number: int, wanted: int) -> int:
        """How many of `wanted` a cart takes."""
        return min(wanted, self.available(number), MOST_OF_A_LINE)

    def refusal_of_adding(self, number: int) -> Refusal:
        return None if self.available(number) else CartRefused

    def refusal_of_changing(self, basket: Basket, number: int) -> Refusal:
        is_there = basket.order is None and number in basket.quantities
        return None if is_there and self.available(number) else CartRefused

    def refusal_of_ordering(self, basket: Basket) -> Refusal:
        """Of a cart that was not ordered yet, at the total that it shows."""
        if not basket.quantities:
            return CartEmpty
        if not all(self.articles[number].is_offered for number in basket.quantities):
            return NotOffered
        return None if self._are_there(basket.quantities) else OutOfStock

    def shown_total(self, quantities: dict[int, int]) -> int:
        """With the delivery, which costs 4.90 below 100.00."""
        goods = sum(self.articles[number].price * quantity for number, quantity in quantities.items())
        return goods + (490 if goods < 100_00 else 0)

    def order(self, basket: Basket, public_id: UUID, now: datetime) -> Bought:
        total = self.shown_total(basket.quantities)
        basket.order = Bought(public_id, dict(basket.quantities), total, now + TIME_TO_PAY)
        self.bought.append(basket.order)
        return basket.order

    def hear(self, order: Bought, attempt: Attempt, kind: PaymentEventKind, *, is_right: bool) -> None:
        """News about a payment of the order."""
        is_first_money = kind == PaymentEventKind.SUCCEEDED and is_right and not order.has_money
        if kind == PaymentEventKind.DECLINED:
            attempt.is_declined = True
        elif is_right:
            attempt.is_paid = True
        else:
            attempt.is_mismatched = True
        # Goods that were taken off the shop are still owed to whoever paid for them.
        if is_first_money and (order.state == OrderState.PLACED or self._are_there(order.quantities)):
            order.state = OrderState.CONFIRMED

    def refusal_of_paying(self, order: Bought, now: datetime) -> Refusal:
        return None if order.can_be_given_up and now < order.pay_until else PaymentRefused

    def pay_again(self, order: Bought) -> None:
        """After a decline that is another payment."""
        if order.attempts[-1].is_declined:
            order.attempts.append(Attempt())

    def refusal_of_cancelling(self, order: Bought) -> Refusal:
        if order.state == OrderState.CANCELLED:
            return None
        return CancellationRefused if order.is_held or order.sent.total() else None

    def cancel(self, order: Bought) -> None:
        """What was paid goes back."""
        if order.state == OrderState.CONFIRMED:
            order.refunded = order.total
        order.state = OrderState.CANCELLED

    def refusal_of_refunding(self, order: Bought, amount: int) -> Refusal:
        is_left = amount <= order.total - order.refunded
        return None if order.state == OrderState.CONFIRMED and is_left else RefundRefused

    def expire(self, now: datetime) -> int:
        """How many orders that were."""
        overdue = [one for one in self.bought if one.can_be_given_up and one.pay_until <= now]
        for order in overdue:
            order.state = OrderState.CANCELLED
        return len(overdue)

    def refusal_of_shipping(self, order: Bought, house: int) -> Refusal:
        own = self.of_house(order, house)
        if not own:
            return OrderNotFound
        is_left = any(order.left_to_ship(number) for number in own)
        return None if order.state == OrderState.CONFIRMED and is_left else ShipmentRefused

    def refusal_of_sending(self, order: Bought, number: int, quantity: int) -> Refusal:
        """Of so many of an article of the order, by its own merchant."""
        is_left = quantity <= order.left_to_ship(number)
        return None if order.state == OrderState.CONFIRMED and is_left else ShipmentRefused

    def of_house(self, order: Bought, house: int) -> list[int]:
        """The articles of the order that are this merchant's."""
        return [number for number in order.quantities if self.articles[number].house == house]

    def send(self, order: Bought, number: int, quantity: int) -> None:
        self.articles[number].on_hand -= quantity
        order.sent[number] += quantity

    def _are_there(self, quantities: dict[int, int]) -> bool:
        return all(
            quantity <= self.articles[number].on_hand - self.promised(number)
            for number, quantity in quantities.items()
        )
