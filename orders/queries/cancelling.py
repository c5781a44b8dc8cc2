"""Whether an order can be given up: what the service refuses by, and every page that offers it."""

from typing import Protocol

from orders.models import Order
from orders.queries.buying.lapsed import is_lapsed
from orders.states import FulfilmentState, OrderEventKind, OrderState, PaymentState

# Money that is held is somebody's: a person decides about such an order.
UNPAID = (PaymentState.PENDING, PaymentState.FAILED, PaymentState.RETURNED, PaymentState.VOIDED)


class Standing(Protocol):
    """An order, or what is shown of one."""

    @property
    def order_state(self) -> str: ...

    @property
    def payment_state(self) -> str: ...

    @property
    def fulfilment_state(self) -> str: ...

    @property
    def is_disputed(self) -> bool: ...


def why_not_cancelled(order: Standing) -> str:
    """The sentence with which cancelling this order is refused, "" where it is not."""
    is_unpaid = order.payment_state in UNPAID
    is_in_doubt = order.order_state == OrderState.CONFIRMED and order.payment_state == PaymentState.HELD
    if is_in_doubt or (order.order_state == OrderState.PLACED and not is_unpaid):
        return "A payment for this order arrived and is being looked at."
    # What is disputed no provider refunds, so nobody could keep the promise that it goes back.
    if order.order_state == OrderState.CONFIRMED and order.is_disputed:
        return "The buyer's bank is deciding about the payment for this order, so it cannot be cancelled now."
    if order.fulfilment_state != FulfilmentState.UNFULFILLED:
        return "This order has left the house and cannot be cancelled any more."
    return ""


def may_be_cancelled(order: Standing) -> bool:
    """Whether cancelling it would change anything and is not refused."""
    return order.order_state != OrderState.CANCELLED and not why_not_cancelled(order)


def is_to_be_ended(order: Order) -> bool:
    """Whether some of it was sent, and for the rest no bank keeps money any more: where nobody pays it anew, that is kept
    here. Its shop may do so wherever it may cancel."""
    is_partly = order.fulfilment_state == FulfilmentState.PARTLY_FULFILLED
    return is_partly and is_lapsed(order)


def has_expired(order: Order) -> bool:
    """Whether it was given up because nobody paid in time. What somebody cancelled stays so, also after that: its buyer was
    told that nothing is owed, and its merchant may have a reason."""
    if order.order_state != OrderState.CANCELLED:
        return False
    ends = order.events.filter(kind__in=(OrderEventKind.CANCELLED, OrderEventKind.EXPIRED))
    return ends.order_by("-pk").values_list("kind", flat=True).first() == OrderEventKind.EXPIRED
