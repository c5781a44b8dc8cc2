"""Note that some of a merchant's part of an order has left the house."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from orders.errors import ShipmentRefused, StateConflict
from orders.errors.disputes import PaymentDisputed
from orders.models import Fulfilment, FulfilmentLine, Order, OrderLine
from orders.queries.selling.merchant_lines import Seller, lines_of, person
from orders.queries.selling.waiting import may_be_sent
from orders.services.captures.begin_capture import begin_capture
from orders.services.fulfilment.dispatching import dispatch_lines
from orders.services.fulfilment.own_part import chosen_lines, locked_order
from orders.services.fulfilment.tracking import checked_tracking
from orders.services.history import record
from orders.states import (
    FULFILMENT_MOVES,
    FulfilmentState,
    OrderEventKind,
    OrderState,
    PaymentState,
    states_before,
)


def fulfil(  # noqa: PLR0913  # whose, what and by whom it is carried, each by name
    *,
    order_id: UUID,
    actor: Seller,
    quantities: Mapping[int, int],
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    now: datetime,
    fulfilment_key: UUID | None = None,
) -> Fulfilment:
    """Ship pieces of order lines, all of one merchant, and take them off the stock: line -> pieces, at least one.

    With the first shipment all money that is authorised and not refunded is taken.
    carrier: a code or name of `orders.carriers`, or any other name; those listed give the address for tracking.
    fulfilment_key: the caller's own; asked again under it, the same shipment is the answer and nothing is shipped.
    OrderNotFound when the order or a line is not the actor's. ShipmentRefused, with the `line` or `field`, when the order
    is not paid or fewer are left, PaymentDisputed while a bank decides about its payment; then nothing has changed.
    """
    tracking = checked_tracking(carrier=carrier, number=tracking_number, url=tracking_url)
    with transaction.atomic():
        order = locked_order(order_id, actor)
        shipped = _shipped_before(order, actor, fulfilment_key)
        if shipped is not None:
            return shipped
        lines = _shippable(order, actor, quantities)
        fulfilment = Fulfilment(
            order=order,
            merchant_id=lines[0].merchant_id,
            number=order.fulfilments.count() + 1,
            carrier=tracking.carrier,
            tracking_number=tracking.number,
            tracking_url=tracking.url,
            fulfilment_key=fulfilment_key,
            created_by=person(actor),
            created_at=now,
        )
        _send(fulfilment, lines, quantities)
        _follow_up(fulfilment, actor)
    return fulfilment


def _follow_up(fulfilment: Fulfilment, actor: Seller) -> None:
    record(
        fulfilment.order,
        OrderEventKind.FULFILLED,
        now=fulfilment.created_at,
        by=person(actor),
        merchant=fulfilment.merchant,
        data={"fulfilment": fulfilment.pk},
    )
    begin_capture(fulfilment.order, now=fulfilment.created_at, by=person(actor))


def _shipped_before(order: Order, actor: Seller, key: UUID | None) -> Fulfilment | None:
    if key is None:
        return None
    own = lines_of(actor).filter(order=order).order_by().values("merchant")
    return order.fulfilments.filter(fulfilment_key=key, merchant__in=own).first()


def _shippable(order: Order, actor: Seller, quantities: Mapping[int, int]) -> list[OrderLine]:
    """The lines that are shipped, by primary key."""
    _require_to_be_sent(order)
    lines = chosen_lines(order, actor, quantities)
    if not lines:
        raise ShipmentRefused("Say how many of what are shipped.")
    for line in lines:
        if quantities[line.pk] < 1:
            raise ShipmentRefused("At least one is shipped.", line=line.pk)
        if quantities[line.pk] > line.left_to_ship:
            raise ShipmentRefused(_too_many(line), line=line.pk)
    if len({line.merchant_id for line in lines}) > 1:
        raise ShipmentRefused("A shipment holds the lines of one merchant.")
    return lines


def _require_to_be_sent(order: Order) -> None:
    if order.order_state != OrderState.CONFIRMED:
        raise ShipmentRefused(f"Order {order.number} is not paid, so it must not be shipped.")
    if order.payment_state == PaymentState.HELD:
        raise ShipmentRefused(
            f"The payment for order {order.number} is being looked at, so it must not be shipped."
        )
    if order.is_disputed:
        raise PaymentDisputed(
            f"The payment for order {order.number} is disputed at the buyer's bank, so it must not be shipped."
        )
    if not may_be_sent(order):
        raise ShipmentRefused(
            f"What was authorised for order {order.number} has ended, so it must not be shipped."
        )


def _too_many(line: OrderLine) -> str:
    if line.left_to_ship:
        return f"Of {line.name} {line.left_to_ship} are left to ship."
    if line.withdrawn_quantity:
        return f"What was left of {line.name} is refunded, so it is not shipped."
    return f"{line.name} was shipped before."


def _send(fulfilment: Fulfilment, lines: Sequence[OrderLine], quantities: Mapping[int, int]) -> None:
    order, now = fulfilment.order, fulfilment.created_at
    dispatch_lines(lines, quantities, reference=f"order {order.number}, shipment {fulfilment.number}")
    for line in lines:
        quantity = quantities[line.pk]
        is_last = line.fulfilled_quantity + quantity == line.quantity
        left = F("quantity") - F("withdrawn_quantity")
        rows = OrderLine.objects.filter(pk=line.pk, fulfilled_quantity__lte=left - quantity)
        shipped = {"shipped_at": now} if is_last else {}
        if not rows.update(fulfilled_quantity=F("fulfilled_quantity") + quantity, **shipped):
            raise StateConflict(f"Line {line.pk} was shipped by somebody else.")
    fulfilment.save()
    FulfilmentLine.objects.bulk_create(
        FulfilmentLine(fulfilment=fulfilment, line=line, quantity=quantities[line.pk]) for line in lines
    )
    is_partly = OrderLine.objects.filter(order=order).to_ship().exists()
    target = FulfilmentState.PARTLY_FULFILLED if is_partly else FulfilmentState.FULFILLED
    moving = Order.objects.filter(pk=order.pk, fulfilment_state__in=states_before(target, FULFILMENT_MOVES))
    if not moving.update(fulfilment_state=target):
        raise StateConflict(f"Order {order.number} cannot become {target}.")
