"""What a customer has ordered, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from accounts.queries.addresses import verified_addresses
from catalog.money import Money
from orders.errors import OrderNotFound
from orders.models import Order, OrderLine
from orders.queries.posters import poster_url
from orders.states import FulfilmentState, OrderState, PaymentState

PAGE = 20
POSTERS = 3


@dataclass(frozen=True)
class OrderSummary:
    """An order as one row. `things` are its first names, `others` how many lines are not among them."""

    number: int
    placed_at: datetime
    total: Money
    state: str
    is_good: bool
    things: tuple[str, ...]
    others: int
    poster_urls: tuple[str, ...]


@dataclass(frozen=True)
class OrderPage:
    """Some orders; `older` is the number to go on from, None on the last page."""

    orders: tuple[OrderSummary, ...]
    older: int | None


def read_orders(user: User, *, before: int | None = None, size: int = PAGE) -> OrderPage:
    """The newest orders of this person, or those with numbers below `before`. Two queries."""
    orders = Order.objects.filter(user=user).order_by("-number").prefetch_related("lines")
    if before is not None:
        orders = orders.filter(number__lt=before)
    rows = list(orders[: size + 1])
    shown = rows[:size]
    return OrderPage(
        orders=tuple(_summary(order) for order in shown),
        older=shown[-1].number if len(rows) > size else None,
    )


def find_order_of(user: User, number: int) -> UUID:
    """The public id of this person's order. OrderNotFound, also when it is somebody else's."""
    found = Order.objects.filter(user=user, number=number).values_list("public_id", flat=True).first()
    if found is None:
        raise OrderNotFound("There is no such order.")
    return found


def claimable_by(user: User) -> QuerySet[Order]:
    """Orders that a guest placed with an e-mail address which this person has shown to be theirs."""
    guests = Order.objects.filter(user=None).alias(address=Lower("email"))
    return guests.filter(address__in=verified_addresses(user))


def _summary(order: Order) -> OrderSummary:
    lines: list[OrderLine] = list(order.lines.all())
    state, is_good = _state(order)
    return OrderSummary(
        number=order.number,
        placed_at=order.placed_at,
        total=order.total,
        state=state,
        is_good=is_good,
        things=tuple(line.product_name for line in lines[:POSTERS]),
        others=max(len(lines) - POSTERS, 0),
        poster_urls=tuple(poster_url(line.poster_key) for line in lines[:POSTERS]),
    )


def _state(order: Order) -> tuple[str, bool]:
    """The one of its three states that matters to whoever waits for it, and whether all is well."""
    if order.payment_state == PaymentState.HELD:
        return "We are looking into your payment", False
    if order.order_state == OrderState.CONFIRMED:
        return _state_of_standing(order)
    return OrderState(order.order_state).label, False


def _state_of_standing(order: Order) -> tuple[str, bool]:
    is_sent = order.fulfilment_state != FulfilmentState.UNFULFILLED
    if order.payment_state == PaymentState.VOIDED and (order.due_minor or not is_sent):
        return "Not paid any more", False
    if order.is_disputed and order.fulfilment_state != FulfilmentState.FULFILLED:
        return "Your bank is deciding", False
    if is_sent:
        return FulfilmentState(order.fulfilment_state).label, True
    if order.refunded_minor and _is_nothing_sent(order):
        return "Not charged" if order.payment_state == PaymentState.AUTHORISED else "Refunded", False
    return "Being prepared", True


def _is_nothing_sent(order: Order) -> bool:
    """Whether nothing is paid of what was not sent, or none of it is sent any more; as the order's own page says it."""
    return not order.due_minor or all(line.withdrawn_quantity == line.quantity for line in order.lines.all())
