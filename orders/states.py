"""The three states of an order, each with the moves that are allowed. They move independently."""

from django.db import models


class CartState(models.TextChoices):
    OPEN = "open", "Open"
    ORDERED = "ordered", "Ordered"


class OrderState(models.TextChoices):
    PLACED = "placed", "Waiting for payment"
    CONFIRMED = "confirmed", "Confirmed"
    CANCELLED = "cancelled", "Cancelled"


class PaymentState(models.TextChoices):
    PENDING = "pending", "Not paid yet"
    CAPTURED = "captured", "Paid"
    FAILED = "failed", "Declined"
    CANCELLED = "cancelled", "Cancelled"
    # Money arrived for an order that no longer wants it; a person must look.
    HELD = "held", "Needs a person"


class FulfilmentState(models.TextChoices):
    UNFULFILLED = "unfulfilled", "Not shipped"
    FULFILLED = "fulfilled", "Shipped"


ORDER_MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.CONFIRMED, OrderState.CANCELLED}),
    OrderState.CONFIRMED: frozenset(),
    OrderState.CANCELLED: frozenset(),
}

PAYMENT_MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.PENDING: frozenset(
        {PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.CANCELLED, PaymentState.HELD}
    ),
    PaymentState.CAPTURED: frozenset(),
    # Providers may report a success after a failure or after we gave up.
    PaymentState.FAILED: frozenset({PaymentState.HELD}),
    PaymentState.CANCELLED: frozenset({PaymentState.HELD}),
    PaymentState.HELD: frozenset(),
}

FULFILMENT_MOVES: dict[FulfilmentState, frozenset[FulfilmentState]] = {
    FulfilmentState.UNFULFILLED: frozenset({FulfilmentState.FULFILLED}),
    FulfilmentState.FULFILLED: frozenset(),
}
