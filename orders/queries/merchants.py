"""Whose goods are in an order, and which of their programs want to be told of it."""

from typing import Any

from django.db import models
from django.db.models import QuerySet

from accounts.models import WebhookEndpoint
from accounts.prepared import Parameter, execute, reading
from accounts.states import WebhookEvent
from orders.models import OrderLine


def merchants_of(order_id: int) -> list[int]:
    """By primary key, of the order with this one."""
    (rows,) = execute((_MERCHANTS, [order_id]))
    return [merchant_id for (merchant_id,) in rows]


def are_told(order_id: int, kind: WebhookEvent) -> bool:
    """Whether an endpoint of one of these merchants wants to be told of such an event."""
    (rows,) = execute((_LISTENERS, [order_id]))
    return any(kind in events for (events,) in rows)


def _merchants(order_id: Parameter) -> QuerySet[OrderLine, Any]:
    lines = OrderLine.objects.filter(order=order_id)
    return lines.order_by("merchant").values_list("merchant").distinct()


def _listeners(order_id: Parameter) -> QuerySet[WebhookEndpoint, Any]:
    merchants = OrderLine.objects.filter(order=order_id).order_by().values("merchant")
    return WebhookEndpoint.objects.all().listening().filter(merchant__in=merchants).values_list("events")


# By the primary key of an order.
_MERCHANTS = reading("orders_merchants_of_order", lambda: _merchants(Parameter(1, models.BigIntegerField())))
_LISTENERS = reading("orders_listeners_of_order", lambda: _listeners(Parameter(1, models.BigIntegerField())))
