"""Give up an order as its one merchant wishes."""

from datetime import datetime

from orders.errors import CancellationRefused
from orders.models import Order
from orders.queries.selling.merchant_lines import Seller, lines_of, person
from orders.services.cancel_order import cancel_order


def cancel_own_order(*, order: Order, actor: Seller, now: datetime) -> None:
    """As `cancel_order`. CancellationRefused also when somebody else sells in the order; lines never change hands."""
    if order.lines.exclude(pk__in=lines_of(actor).filter(order=order).order_by().values("pk")).exists():
        raise CancellationRefused("Others sell in this order too. Give back the money of your own lines.")
    cancel_order(order_id=order.public_id, now=now, by=person(actor))
