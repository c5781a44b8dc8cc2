"""The payments of an order with all that was said about them, read in one trip."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from accounts.prepared import Found, Parameter, Prepared, Row, columns_of, execute, made, reading
from orders.models import Order, Payment, PaymentEvent, Refund


@dataclass(frozen=True)
class ReadPayment:
    """A payment, what its provider said from first to last, and its refunds, the newest first."""

    payment: Payment
    events: list[PaymentEvent]
    refunds: list[Refund]


def read_payments(order: Order) -> list[ReadPayment]:
    """Of this order, oldest first."""
    payments, events, refunds = execute(
        *((statement, [order.pk]) for statement in (_PAYMENTS, _EVENTS, _REFUNDS))
    )
    return [
        _put_together(order, made(Payment, row), _all(PaymentEvent, events), _all(Refund, refunds))
        for row in payments
    ]


def _put_together(
    order: Order, payment: Payment, events: Sequence[PaymentEvent], refunds: Sequence[Refund]
) -> ReadPayment:
    payment.order = order
    own_events = [event for event in events if event.payment_id == payment.pk]
    own_refunds = [refund for refund in refunds if refund.payment_id == payment.pk]
    for event in own_events:
        event.payment = payment
    for refund in own_refunds:
        refund.payment = payment
    return ReadPayment(payment, own_events, own_refunds)


def _all(model: type[Found], rows: Sequence[Row]) -> list[Found]:
    return [made(model, row) for row in rows]


def _reading(name: str, model: type[models.Model], place: str, *order: str) -> Prepared:
    """By the primary key of an order, which these rows name at `place`."""
    key = Parameter(1, models.BigIntegerField())
    return reading(
        name,
        lambda: (
            model._default_manager.filter(**{place: key}).order_by(*order).values_list(*columns_of(model))
        ),
    )


_PAYMENTS = _reading("orders_payments", Payment, "order", "pk")
_EVENTS = _reading("orders_payment_events", PaymentEvent, "payment__order", "received_at", "pk")
_REFUNDS = _reading("orders_payment_refunds", Refund, "payment__order", "-pk")
