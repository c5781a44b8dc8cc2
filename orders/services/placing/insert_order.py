"""Write an order, and all that comes into being with it, in one statement.

Nearly every order is made of a cart that nobody touches meanwhile and of stock of which there is enough. For those the
statement also makes sure of both, so that no transaction is needed around it: no row is locked while Python reckons.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.prepared import Prepared, execute
from orders.models import Cart
from orders.services.placing.order_statement import TAKEN, TAKING_STOCK, order_text
from orders.services.placing.rows import Columns
from orders.services.stock import Draw, summed
from orders.states import CartState


@dataclass(frozen=True)
class NewOrder:
    """Rows that are not written yet. `draws` are of each line, by their places; `cart` is as it is from then on."""

    cart: Cart
    order: Columns
    lines: Sequence[Columns]
    draws: Sequence[Sequence[Draw]]
    event: Columns
    mail: Columns
    payment: Columns


class Numbers(NamedTuple):
    """What the database has called them: primary keys, those of lines by position, and the number that the buyer is told."""

    order_id: int
    order_number: int
    event_id: int
    payment_id: int
    line_ids: Sequence[int]


def insert_order(new: NewOrder) -> Numbers:
    """Write it in the transaction that has locked the cart and promised the stock.

    Raises IntegrityError when the cart was ordered before or something does not add up.
    """
    numbers = _write(_INSERT, new, ())
    if numbers is None:
        raise LookupError("An order was written and is not there.")
    return numbers


def insert_at_once(new: NewOrder, *, seen_version: int) -> Numbers | None:
    """Write it and promise its stock by itself, if the cart is open, as it was at this version, and there is enough of
    everything; otherwise nothing has changed.

    Rows are locked in the order in which transactions lock them: the cart, then stock by primary key.
    """
    wanted = dict(summed(new.draws))
    more = [CartState.OPEN.value, seen_version, list(wanted), list(wanted.values())]
    return _write(_INSERT_AT_ONCE, new, more)


def _write(statement: Prepared, new: NewOrder, more: Sequence[object]) -> Numbers | None:
    drawn = [
        {"position": position, "stock_id": draw.stock_id, "quantity": draw.quantity}
        for position, draws in enumerate(new.draws, 1)
        for draw in draws
    ]
    parts = (new.order, new.lines, drawn, new.event, new.mail, new.payment)
    cart = (new.cart.pk, str(new.cart.state), new.cart.version, new.cart.changed_at)
    (rows,) = execute((statement, [*map(_ENCODER.encode, parts), *cart, *more]))
    return Numbers(*rows[0]) if rows else None


# Numbers of tax rates, times and ids are read by PostgreSQL as Python writes them.
_ENCODER = json.JSONEncoder(default=str)


_INSERT = Prepared("orders_insert_order", order_text)
_INSERT_AT_ONCE = Prepared("orders_order_at_once", lambda: order_text(TAKING_STOCK, TAKEN))
