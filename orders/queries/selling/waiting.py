"""Orders that wait for whoever sells in them."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from orders.models import Capture, Order, OrderEvent
from orders.queries.selling.merchant_lines import Seller, lines_of, refunds_of, returns_of
from orders.states import (
    PAYMENT_STATES_TO_SHIP,
    CaptureState,
    FulfilmentState,
    OrderEventKind,
    OrderState,
    PaymentState,
    ReturnState,
)

# Of orders: they stand, no bank decides about their money, and they are paid or promised it; or nothing is to be paid of
# them any more, so that what was authorised was let go.
MAY_BE_SENT = Q(order_state=OrderState.CONFIRMED, is_disputed=False) & (
    Q(payment_state__in=PAYMENT_STATES_TO_SHIP)
    | Q(payment_state=PaymentState.VOIDED, refunded_minor__gte=F("total_minor"))
)


def may_be_sent(order: Order) -> bool:
    """As the filter, of an order that was read."""
    is_free = order.payment_state == PaymentState.VOIDED and not order.due_minor
    is_funded = is_free or order.payment_state in PAYMENT_STATES_TO_SHIP
    return is_funded and order.order_state == OrderState.CONFIRMED and not order.is_disputed


def to_ship(orders: QuerySet[Order], seller: Seller) -> QuerySet[Order]:
    """Paid, authorised or free, and not all of the seller's part has left."""
    waiting = orders.filter(MAY_BE_SENT).exclude(fulfilment_state=FulfilmentState.FULFILLED)
    left = lines_of(seller).to_ship().filter(order=OuterRef("pk"))
    return waiting.filter(Exists(left.order_by()))


def with_disputes(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Whose payment the buyer's bank is deciding about; and those that it has taken money of and that are still to be sent:
    perhaps no more."""
    lost = OrderEvent.objects.filter(order=OuterRef("pk"), kind=OrderEventKind.DISPUTE_LOST)
    unsent = Q(order_state=OrderState.CONFIRMED) & ~Q(fulfilment_state=FulfilmentState.FULFILLED)
    return orders.filter(Q(is_disputed=True) | (unsent & Exists(lost.order_by())))


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


def with_ended_authorisations(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Which stand and are to be paid, though no bank keeps money for them any more: their buyer pays them anew, or the shop
    cancels them or keeps what is left. Those of which it has kept that wait for nobody here."""
    told = OrderEvent.objects.filter(order=OuterRef("pk"), kind=OrderEventKind.REST_KEPT)
    ended = orders.filter(order_state=OrderState.CONFIRMED, payment_state=PaymentState.VOIDED)
    return ended.filter(refunded_minor__lt=F("total_minor")).exclude(Exists(told.order_by()))


def with_refunds_not_answered(orders: QuerySet[Order], seller: Seller) -> QuerySet[Order]:
    """Of whose money some goes back by a refund of the seller's of which the provider has said nothing for a day."""
    waiting = refunds_of(seller).not_answered().filter(order=OuterRef("pk"))
    return orders.filter(Exists(waiting.order_by()))


def with_refunds_under_way(orders: QuerySet[Order], seller: Seller) -> QuerySet[Order]:
    """Of whose money some goes back by a refund of the seller's that the provider has not carried out for three days."""
    waiting = refunds_of(seller).under_way_for_long().filter(order=OuterRef("pk"))
    return orders.filter(Exists(waiting.order_by()))


def with_failed_refunds(orders: QuerySet[Order], seller: Seller) -> QuerySet[Order]:
    """Of whose money some was to go back by a refund of the seller's, which failed and was not asked for anew."""
    failed = refunds_of(seller).failed_for_good().filter(order=OuterRef("pk"))
    return orders.filter(Exists(failed.order_by()))


def with_refunds_elsewhere(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Of whose money some was given back at the payment provider itself, and which are still to be sent: perhaps no more."""
    told = OrderEvent.objects.filter(order=OuterRef("pk"), kind=OrderEventKind.REFUNDED_ELSEWHERE)
    standing = orders.filter(order_state=OrderState.CONFIRMED)
    return standing.exclude(fulfilment_state=FulfilmentState.FULFILLED).filter(Exists(told.order_by()))
