"""Copy a priced cart into an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from orders.gateways.contract import Gateway, StartedPayment
from orders.models import Cart, Order, OrderEvent, Payment
from orders.queries.placing.goods import OrderedGoods
from orders.queries.quote import Quote
from orders.services.placing.insert_order import NewOrder, Numbers, insert_at_once, insert_order
from orders.services.placing.rows import Request, event_row, line_row, mail_row, order_row, payment_row
from orders.services.stock import Draw


@dataclass(frozen=True)
class Basis:
    """What an order is written from: its cart, what is in it, its price, and where it comes from."""

    cart: Cart
    goods: Sequence[OrderedGoods]
    price: Quote
    draws: Sequence[Sequence[Draw]]


class Written:
    """What was written. `begun` is where the payment is made, if that is known; else it is to be started."""

    def __init__(self, new: NewOrder, numbers: Numbers, begun: StartedPayment | None) -> None:
        self._new = new
        self._numbers = numbers
        self.begun = begun

    @property
    def public_id(self) -> UUID:
        public_id: UUID = self._new.order["public_id"]
        return public_id

    @property
    def number(self) -> int:
        return self._numbers.order_number

    @cached_property
    def order(self) -> Order:
        order = Order(pk=self._numbers.order_id, number=self.number, **self._new.order)
        order._state.adding = False
        return order

    @cached_property
    def event(self) -> OrderEvent:
        """The line of its story that says it was placed."""
        event = OrderEvent(pk=self._numbers.event_id, order=self.order, **self._new.event)
        event._state.adding = False
        return event

    @cached_property
    def payment(self) -> Payment:
        payment = Payment(pk=self._numbers.payment_id, order=self.order, **self._new.payment)
        payment._state.adding = False
        return payment


def write_order(basis: Basis, request: Request, *, gateway: Gateway, now: datetime) -> Written:
    """Write the order with its lines in the order of the cart's, where their stock lies, the first line of its story,
    the e-mail that follows from that, and the payment that it waits for; and that the cart is ordered.

    The cart's row is locked, and the stock is promised.
    """
    new, begun = _composed(basis, request, gateway, now)
    return Written(new, insert_order(new), begun)


def write_at_once(
    basis: Basis, request: Request, *, seen_version: int, gateway: Gateway, now: datetime
) -> Written | None:
    """The same, and the stock is promised, by one statement: nothing is locked or promised before.

    None, and nothing is written, where the cart is not open in this version any more, or the stock is not there.
    """
    new, begun = _composed(basis, request, gateway, now)
    numbers = insert_at_once(new, seen_version=seen_version)
    return Written(new, numbers, begun) if numbers else None


def _composed(
    basis: Basis, request: Request, gateway: Gateway, now: datetime
) -> tuple[NewOrder, StartedPayment | None]:
    order = order_row(basis.cart, basis.price, request, now)
    payment, begun = payment_row(order, gateway, now)
    billed = enumerate(zip(basis.goods, basis.price.lines, strict=True), 1)
    new = NewOrder(
        cart=basis.cart,
        order=order,
        lines=[line_row(position, goods, line) for position, (goods, line) in billed],
        draws=basis.draws,
        event=event_row(request.user, now),
        mail=mail_row(now),
        payment=payment,
    )
    return new, begun
