"""Give up an order, or what is left of it, as its one merchant wishes."""

from datetime import datetime

from orders.errors import CancellationRefused
from orders.models import Order
from orders.queries.buying.lapsed import is_lapsed
from orders.queries.selling.merchant_lines import Seller, lines_of, person
from orders.services.cancel_order import cancel_order
from orders.services.fulfilment.keep_rest import keep_rest
from orders.states import FulfilmentState


def cancel_own_order(*, order: Order, actor: Seller, now: datetime) -> None:
    """As `cancel_order`; of an order that was sent in part and whose authorisation has ended the rest is kept, as by
    `keep_rest`. CancellationRefused also when somebody else sells in the order; lines never change hands."""
    if order.lines.exclude(pk__in=lines_of(actor).filter(order=order).order_by().values("pk")).exists():
        raise CancellationRefused("Others sell in this order too. Give back the money of your own lines.")
    give_up = keep_rest if _was_sent_unpaid(order) else cancel_order
    give_up(order_id=order.public_id, now=now, by=person(actor))


def _was_sent_unpaid(order: Order) -> bool:
    """Also once its rest is kept. Whether it still is, is looked at again under its lock."""
    return is_lapsed(order) and order.fulfilment_state != FulfilmentState.UNFULFILLED
