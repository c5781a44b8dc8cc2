"""The three states of an order, each with the moves that are allowed. They move independently."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import models

State = TypeVar("State", bound=models.TextChoices)


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
    # Money arrived that the order cannot use as it is; a person must look.
    HELD = "held", "Needs a person"


class FulfilmentState(models.TextChoices):
    UNFULFILLED = "unfulfilled", "Not shipped"
    PARTLY_FULFILLED = "partly", "Partly shipped"
    FULFILLED = "fulfilled", "Shipped"


class PaymentEventKind(models.TextChoices):
    SUCCEEDED = "succeeded", "Paid"
    DECLINED = "declined", "Declined"


class OrderEventKind(models.TextChoices):
    """What can happen to an order; merchants and buyers read the labels."""

    PLACED = "placed", "Order placed"
    PAID = "paid", "Paid"
    PAYMENT_DECLINED = "payment_declined", "Payment declined"
    PAYMENT_HELD = "payment_held", "Payment needs a person"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Not paid in time"
    FULFILLED = "fulfilled", "Shipped"
    REFUND_REQUESTED = "refund_requested", "Refund asked for"
    REFUNDED = "refunded", "Refunded"
    REFUND_FAILED = "refund_failed", "Refund failed"
    RETURN_REQUESTED = "return_requested", "Return announced"
    RETURN_RECEIVED = "return_received", "Return received"
    RETURN_REFUSED = "return_refused", "Return refused"
    INVOICED = "invoiced", "Invoice written"
    NOTE = "note", "Note"


class MailKind(models.TextChoices):
    """What buyers are told by e-mail."""

    RECEIVED = "received", "Order received"
    PAID = "paid", "Order confirmed"
    SHIPPED = "shipped", "On its way"
    REFUNDED = "refunded", "Money sent back"
    CANCELLED = "cancelled", "Order cancelled"
    EXPIRED = "expired", "Not paid in time"
    RETURN_RECEIVED = "return_received", "Return received"


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    # What it would have said is no longer so, such as that a payment is waited for.
    DROPPED = "dropped", "Not needed"
    FAILED = "failed", "Given up"


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


# Money that arrives after a cancellation revives the order when its stock can be had again.
ORDER_MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.CONFIRMED, OrderState.CANCELLED}),
    OrderState.CONFIRMED: frozenset(),
    OrderState.CANCELLED: frozenset({OrderState.CONFIRMED}),
}

# Of one attempt to pay. Providers report in any order: a success may follow a decline, or our giving up.
PAYMENT_MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.PENDING: frozenset(
        {PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.CANCELLED, PaymentState.HELD}
    ),
    # An earlier attempt's money came after all: that one pays the order, this one is given back.
    PaymentState.CAPTURED: frozenset({PaymentState.HELD}),
    PaymentState.FAILED: frozenset({PaymentState.CAPTURED, PaymentState.HELD}),
    PaymentState.CANCELLED: frozenset({PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.HELD}),
    # A wrong amount came first, the right one after it.
    PaymentState.HELD: frozenset({PaymentState.CAPTURED}),
}

# Of an order as a whole, over all its attempts.
ORDER_PAYMENT_MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.PENDING: frozenset(
        {PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.CANCELLED, PaymentState.HELD}
    ),
    PaymentState.CAPTURED: frozenset(),
    PaymentState.FAILED: frozenset(
        {PaymentState.PENDING, PaymentState.CAPTURED, PaymentState.CANCELLED, PaymentState.HELD}
    ),
    PaymentState.CANCELLED: frozenset({PaymentState.CAPTURED, PaymentState.HELD}),
    PaymentState.HELD: frozenset({PaymentState.CAPTURED}),
}

FULFILMENT_MOVES: dict[FulfilmentState, frozenset[FulfilmentState]] = {
    FulfilmentState.UNFULFILLED: frozenset({FulfilmentState.PARTLY_FULFILLED, FulfilmentState.FULFILLED}),
    FulfilmentState.PARTLY_FULFILLED: frozenset(
        {FulfilmentState.PARTLY_FULFILLED, FulfilmentState.FULFILLED}
    ),
    FulfilmentState.FULFILLED: frozenset(),
}


def states_before(target: State, moves: Mapping[State, frozenset[State]]) -> list[State]:
    """The states from which `moves` allows to go to `target`: what a guarded UPDATE asks for."""
    return [state for state, targets in moves.items() if target in targets]
