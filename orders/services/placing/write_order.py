"""Copy a priced cart into an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from orders.gateways.contract import Gateway, StartedPayment
from orders.models import Cart, Order, OrderEvent, OrderLine, Payment
from orders.queries.placing.goods import OrderedGoods
from orders.queries.quote import Quote
from orders.services.placing.insert_order import NewOrder, Numbers, insert_at_once, insert_order
from orders.services.placing.rows import Request, event_row, line_row, mail_row, order_row, payment_row
from orders.services.stock import Draw

Row = TypeVar("Row", bound=Model)
# As the database sets them.
_UNTOUCHED = {"fulfilled_quantity": 0, "returned_quantity": 0, "withdrawn_quantity": 0}


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

    @property
    def has_cost(self) -> bool:
        return bool(self._new.order["total_minor"])

    @cached_property
    def order(self) -> Order:
        return _read(
            Order(pk=self._numbers.order_id, number=self.number, refunded_minor=0, **self._new.order)
        )

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        numbered = zip(self._numbers.line_ids, self._new.lines, strict=True)
        return tuple(
            _read(OrderLine(pk=pk, order_id=self.order.pk, **_UNTOUCHED, **row)) for pk, row in numbered
        )

    @property
    def event(self) -> OrderEvent:
        """The line of its story that says it was placed."""
        return _read(OrderEvent(pk=self._numbers.event_id, order=self.order, **self._new.event))

    @property
    def payment(self) -> Payment:
        return _read(Payment(pk=self._numbers.payment_id, order=self.order, **self._new.payment))


def _read(row: Row) -> Row:
    """As if it was read from the database."""
    row._state.adding = False
    return row


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
