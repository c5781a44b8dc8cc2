"""An order and what was bought with it, read in one trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from accounts.prepared import Parameter, Prepared, Row, columns_of, execute, made, reading
from orders.models import Order, OrderLine


@dataclass(frozen=True)
class Bought:
    """An order and its lines, in the order of the cart's; `besides` are the rows of what else was asked about it."""

    order: Order
    lines: tuple[OrderLine, ...]
    besides: Sequence[Sequence[Row]] = ()


def read_bought(order_id: UUID, *besides: Prepared) -> Bought | None:
    """The order with this public id, and what each statement `besides` reads by that id; None when there is none."""
    calls = ((statement, [order_id]) for statement in (_ORDER, _LINES, *besides))
    orders, lines, *others = execute(*calls)
    if not orders:
        return None
    return Bought(made(Order, orders[0]), tuple(made(OrderLine, row) for row in lines), others)


def _orders(order_id: Parameter) -> "models.QuerySet[Order, Any]":
    return Order.objects.filter(public_id=order_id).order_by().values_list(*columns_of(Order))


def _lines(order_id: Parameter) -> "models.QuerySet[OrderLine, Any]":
    return OrderLine.objects.filter(order__public_id=order_id).values_list(*columns_of(OrderLine))


# By the public id of an order.
_ORDER = reading("orders_bought", lambda: _orders(Parameter(1, models.UUIDField())))
_LINES = reading("orders_bought_lines", lambda: _lines(Parameter(1, models.UUIDField())))
