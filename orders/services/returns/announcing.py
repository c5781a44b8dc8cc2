"""Write down that pieces of an order come back. Called with the order locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from accounts.models import User
from orders.errors import ReturnRefused, StateConflict
from orders.models import Order, OrderLine, Return, ReturnLine
from orders.services.history import record
from orders.states import OrderEventKind, ReturnReason


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """Why something comes back, who says so and when. Under the same `key`, the caller's own, it is one announcement."""

    reason: ReturnReason
    note: str = ""
    key: UUID | None = None
    by: User | None = None
    at: datetime


def announced_before(order: Order, key: UUID | None) -> list[Return]:
    """What was announced of this order under this key."""
    return list(order.returns.filter(return_key=key)) if key else []


def announce(
    order: Order, lines: Sequence[OrderLine], quantities: Mapping[int, int], announcement: Announcement
) -> list[Return]:
    """A return for each merchant of these lines: line -> pieces. ReturnRefused when fewer were shipped and not yet returned."""
    if not lines:
        raise ReturnRefused("Say how many of what come back.")
    for line in lines:
        quantity = quantities[line.pk]
        if quantity < 1:
            raise ReturnRefused("At least one comes back.", line=line.pk)
        if quantity > line.left_to_return:
            raise ReturnRefused(f"Of {line.name} {line.left_to_return} can come back.", line=line.pk)
    merchants = sorted({line.merchant_id for line in lines})
    parts = [[line for line in lines if line.merchant_id == merchant_id] for merchant_id in merchants]
    return [_written(order, part, quantities, announcement) for part in parts]


def _written(
    order: Order, lines: Sequence[OrderLine], quantities: Mapping[int, int], announcement: Announcement
) -> Return:
    announced = Return.objects.create(
        order=order,
        merchant_id=lines[0].merchant_id,
        number=order.returns.count() + 1,
        reason=announcement.reason,
        note=announcement.note,
        return_key=announcement.key,
        created_by=announcement.by,
        created_at=announcement.at,
    )
    for line in lines:
        quantity = quantities[line.pk]
        rows = OrderLine.objects.filter(pk=line.pk, returned_quantity__lte=F("fulfilled_quantity") - quantity)
        if not rows.update(returned_quantity=F("returned_quantity") + quantity):
            raise StateConflict(f"Of line {line.pk} others have come back meanwhile.")
    ReturnLine.objects.bulk_create(
        ReturnLine(of_return=announced, line=line, quantity=quantities[line.pk]) for line in lines
    )
    record(
        order,
        OrderEventKind.RETURN_REQUESTED,
        now=announcement.at,
        by=announcement.by,
        merchant=announced.merchant,
        data={"return": announced.pk},
    )
    return announced
