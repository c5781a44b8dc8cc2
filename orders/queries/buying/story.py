"""What happened to an order, in the buyer's words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from accounts.prepared import Parameter, Row, reading
from orders.models import OrderEvent
from orders.queries.happenings import what_happened
from orders.states import OrderEventKind

# What the shop and its merchants note for themselves is not among them.
TOLD = (
    OrderEventKind.PLACED,
    OrderEventKind.PAID,
    OrderEventKind.PAYMENT_AUTHORISED,
    OrderEventKind.PAYMENT_CAPTURED,
    OrderEventKind.PAYMENT_DECLINED,
    OrderEventKind.CANCELLED,
    OrderEventKind.EXPIRED,
    OrderEventKind.FULFILLED,
    OrderEventKind.REST_KEPT,
    OrderEventKind.REFUND_REQUESTED,
    OrderEventKind.REFUNDED,
    OrderEventKind.RETURN_REQUESTED,
    OrderEventKind.RETURN_RECEIVED,
    OrderEventKind.RETURN_REFUSED,
)


@dataclass(frozen=True)
class Happening:
    """Something that happened; `merchant` is whose part of the order it concerns, "" for all of it.

    is_buyers: whether the buyer did it, so that it went to the merchant.
    """

    label: str
    merchant: str
    at: datetime
    is_buyers: bool


def story_of(rows: Iterable[Row]) -> tuple[Happening, ...]:
    """What the rows of STORY say."""
    return tuple(
        Happening(
            label=what_happened(OrderEventKind(kind), json.loads(particulars)),
            merchant=merchant or "",
            at=happened_at,
            is_buyers=kind == OrderEventKind.RETURN_REQUESTED,
        )
        for kind, merchant, happened_at, particulars in rows
    )


def _events(order_id: Parameter) -> QuerySet[OrderEvent, Any]:
    events = OrderEvent.objects.filter(order__public_id=order_id, kind__in=TOLD)
    return events.order_by("pk").values_list("kind", "merchant__name", "happened_at", "data")


# From the first event to the last, by the public id of the order.
STORY = reading("orders_bought_story", lambda: _events(Parameter(1, models.UUIDField())))
