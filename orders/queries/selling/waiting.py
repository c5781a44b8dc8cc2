"""Orders that wait for whoever sells in them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from orders.models import Capture, Order
from orders.queries.selling.merchant_lines import Seller, lines_of, returns_of
from orders.states import (
    PAYMENT_STATES_TO_SHIP,
    CaptureState,
    FulfilmentState,
    OrderState,
    PaymentState,
    ReturnState,
)

# Of orders: they stand, and are paid or promised their money.
MAY_BE_SENT = Q(order_state=OrderState.CONFIRMED, payment_state__in=PAYMENT_STATES_TO_SHIP)


def to_ship(orders: QuerySet[Order], seller: Seller) -> QuerySet[Order]:
    """Paid or authorised, and not all of the seller's part has left."""
    waiting = orders.filter(MAY_BE_SENT).exclude(fulfilment_state=FulfilmentState.FULFILLED)
    left = lines_of(seller).to_ship().filter(order=OuterRef("pk"))
    return waiting.filter(Exists(left.order_by()))


def with_returns_to_decide(orders: QuerySet[Order], seller: Seller) -> QuerySet[Order]:
    """With something on its way back to the seller."""
    waiting = returns_of(seller).filter(order=OuterRef("pk"), state=ReturnState.REQUESTED)
    return orders.filter(Exists(waiting.order_by()))


def with_failed_captures(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Whose authorised money could not be taken, and nobody has asked for it since."""
    captures = Capture.objects.filter(payment__order=OuterRef("pk"), payment__state=PaymentState.AUTHORISED)
    failed, pending = (captures.filter(state=state) for state in (CaptureState.FAILED, CaptureState.PENDING))
    authorised = orders.filter(payment_state=PaymentState.AUTHORISED)
    return authorised.filter(Exists(failed.order_by())).exclude(Exists(pending.order_by()))
