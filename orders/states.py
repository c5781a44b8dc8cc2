"""The three states of an order, each with the moves that are allowed. They move independently."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import models

from accounts.states import DeliveryState

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
    # The buyer's bank keeps the money ready; it is taken later.
    AUTHORISED = "authorised", "Authorised, not yet captured"
    CAPTURED = "captured", "Paid"
    FAILED = "failed", "Declined"
    CANCELLED = "cancelled", "Cancelled"
    # Money arrived that the order cannot use as it is; a person must look.
    HELD = "held", "Needs a person"
    # All the money that arrived goes back, or has gone.
    RETURNED = "returned", "Given back"
    # What was authorised is so no more, and none of it was taken.
    VOIDED = "voided", "Authorisation ended"


class FulfilmentState(models.TextChoices):
    UNFULFILLED = "unfulfilled", "Not shipped"
    PARTLY_FULFILLED = "partly", "Partly shipped"
    FULFILLED = "fulfilled", "Shipped"


class ReturnState(models.TextChoices):
    REQUESTED = "requested", "Announced"
    RECEIVED = "received", "Received"
    REFUSED = "refused", "Refused"


class ReturnReason(models.TextChoices):
    UNWANTED = "unwanted", "I changed my mind"
    DAMAGED = "damaged", "It arrived damaged"
    DEFECTIVE = "defective", "It does not work"
    MISTAKEN = "mistaken", "It is not what I ordered"
    OTHER = "other", "Another reason"


class PaymentEventKind(models.TextChoices):
    AUTHORISED = "authorised", "Authorised"
    SUCCEEDED = "succeeded", "Paid"
    DECLINED = "declined", "Declined"
    VOIDED = "voided", "Authorisation ended"
    DISPUTED = "disputed", "Disputed"
    # Of a dispute; also where nothing was taken and it only was asked about.
    DISPUTE_WON = "dispute_won", "Dispute won"
    DISPUTE_LOST = "dispute_lost", "Dispute lost"


# They say nothing of whether the order was paid.
ABOUT_DISPUTES = (
    PaymentEventKind.DISPUTED,
    PaymentEventKind.DISPUTE_WON,
    PaymentEventKind.DISPUTE_LOST,
)


class CaptureState(models.TextChoices):
    PENDING = "pending", "Under way"
    SUCCEEDED = "succeeded", "Captured"
    FAILED = "failed", "Failed"


class RefundState(models.TextChoices):
    PENDING = "pending", "Under way"
    SUCCEEDED = "succeeded", "Refunded"
    FAILED = "failed", "Failed"


class RefundReason(models.TextChoices):
    """Why money goes back. The last six are the shop's own: no person chooses them."""

    REQUESTED = "requested", "The buyer asked for it"
    RETURN = "return", "Sent back"
    DAMAGED = "damaged", "Damaged or wrong"
    UNAVAILABLE = "unavailable", "Cannot be delivered"
    GOODWILL = "goodwill", "Goodwill"
    CANCELLED = "cancelled", "Order cancelled"
    LATE_MONEY = "late_money", "Paid after the order was cancelled"
    DUPLICATE = "duplicate", "Paid a second time"
    WRONG_AMOUNT = "wrong_amount", "Another amount than due"
    ELSEWHERE = "elsewhere", "Refunded at the payment provider"
    CHARGEBACK = "chargeback", "Taken back by the buyer's bank"


# Of money that never paid for the order: such a refund takes nothing from what the order came to.
REASONS_BESIDE_THE_ORDER = (RefundReason.LATE_MONEY, RefundReason.DUPLICATE, RefundReason.WRONG_AMOUNT)
REASONS_PEOPLE_GIVE = (
    RefundReason.REQUESTED,
    RefundReason.RETURN,
    RefundReason.DAMAGED,
    RefundReason.UNAVAILABLE,
    RefundReason.GOODWILL,
)


class VoucherKind(models.TextChoices):
    """What a voucher takes off an order."""

    PERCENT = "percent", "A percentage"
    AMOUNT = "amount", "An amount"
    FREE_SHIPPING = "free_shipping", "The shipping"


class OrderEventKind(models.TextChoices):
    """What can happen to an order; merchants and buyers read the labels."""

    PLACED = "placed", "Order placed"
    PAID = "paid", "Paid"
    PAYMENT_AUTHORISED = "payment_authorised", "Payment authorised"
    CAPTURE_REQUESTED = "capture_requested", "Capture asked for"
    PAYMENT_CAPTURED = "payment_captured", "Payment captured"
    CAPTURE_FAILED = "capture_failed", "Capture failed"
    PAYMENT_VOIDED = "payment_voided", "Authorisation ended"
    PAYMENT_DECLINED = "payment_declined", "Payment declined"
    PAYMENT_HELD = "payment_held", "Payment needs a person"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Not paid in time"
    FULFILLED = "fulfilled", "Shipped"
    REST_KEPT = "rest_kept", "The rest is not sent"
    TRACKED = "tracked", "Tracking changed"
    REFUND_REQUESTED = "refund_requested", "Refund asked for"
    REFUNDED = "refunded", "Refunded"
    REFUND_FAILED = "refund_failed", "Refund failed"
    REFUNDED_ELSEWHERE = "refunded_elsewhere", "Refunded at the payment provider"
    RETURN_REQUESTED = "return_requested", "Return announced"
    RETURN_RECEIVED = "return_received", "Return received"
    RETURN_REFUSED = "return_refused", "Return refused"
    INVOICED = "invoiced", "Invoice written"
    DISPUTED = "disputed", "Payment disputed at the bank"
    DISPUTE_WON = "dispute_won", "Dispute decided for the shop"
    DISPUTE_LOST = "dispute_lost", "Dispute decided for the buyer"
    NOTE = "note", "Note"


# Names among the particulars of such a line. Of a refund that failed: it had succeeded before, so that its buyer waits for the money.
HAD_GONE = "had_gone"
# Of one that was done: nothing was taken that could go back.
RELEASED = "released"
# And it had been set aside in another amount than was due.
LET_GO = "let_go"
# Of one that was done: the buyer's bank has taken the money by itself.
BY_BANK = "by_bank"
# Of an order that was cancelled: nothing was left to go back, for it had cost nothing or had gone back before.
NOTHING_LEFT = "nothing_left"
# Of one that was cancelled: it had expired before, so that its buyer knows already that nothing is owed.
HAD_EXPIRED = "had_expired"


class MailKind(models.TextChoices):
    """What buyers are told by e-mail."""

    RECEIVED = "received", "Order received"
    PAID = "paid", "Order confirmed"
    AUTHORISED = "authorised", "Order confirmed, charged later"
    CAPTURED = "captured", "Charged"
    LAPSED = "lapsed", "Authorisation ended"
    SHIPPED = "shipped", "On its way"
    REST_KEPT = "rest_kept", "The rest is not sent"
    TRACKED = "tracked", "Tracking corrected"
    REFUNDED = "refunded", "Money sent back"
    LET_GO = "let_go", "Set free again"
    REFUND_FAILED = "refund_failed", "Money came back"
    CANCELLED = "cancelled", "Order cancelled"
    EXPIRED = "expired", "Not paid in time"
    RETURN_ANNOUNCED = "return_announced", "Return announced"
    RETURN_RECEIVED = "return_received", "Return received"
    RETURN_REFUSED = "return_refused", "Return refused"


class MailState(models.TextChoices):
    """Those of any e-mail, by which `accounts.services.mails.claims` moves it, and one more."""

    WAITING = DeliveryState.WAITING.value, "Waiting"
    SENDING = DeliveryState.SENDING.value, "Being sent"
    SENT = DeliveryState.SENT.value, "Sent"
    # What it would have said is no longer so, such as that a payment is waited for.
    DROPPED = "dropped", "Not needed"
    FAILED = DeliveryState.FAILED.value, "Given up"


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


# Money that arrives after the time to pay revives the order when its stock can be had again. What somebody cancelled stays
# so, and what is paid is cancelled only together with a refund of all of it.
ORDER_MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.CONFIRMED, OrderState.CANCELLED}),
    OrderState.CONFIRMED: frozenset({OrderState.CANCELLED}),
    OrderState.CANCELLED: frozenset({OrderState.CONFIRMED}),
}

# In these a confirmed order can be: held when another amount of what was authorised was captured than was to be.
PAYMENT_STATES_OF_CONFIRMED = (
    PaymentState.CAPTURED,
    PaymentState.AUTHORISED,
    PaymentState.VOIDED,
    PaymentState.HELD,
)

# In these an order may be shipped.
PAYMENT_STATES_TO_SHIP = (PaymentState.AUTHORISED, PaymentState.CAPTURED)

_ENDS_OF_A_PAYMENT = frozenset(PaymentState) - {PaymentState.PENDING}

# Of one attempt to pay. Providers report in any order: a success may follow a decline, or our giving up.
PAYMENT_MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.PENDING: _ENDS_OF_A_PAYMENT,
    # What was set aside is taken, or not wanted any more.
    PaymentState.AUTHORISED: _ENDS_OF_A_PAYMENT - {PaymentState.AUTHORISED, PaymentState.FAILED},
    # An earlier attempt's money came after all: that one pays the order, this one is given back.
    PaymentState.CAPTURED: frozenset({PaymentState.HELD, PaymentState.RETURNED}),
    PaymentState.FAILED: _ENDS_OF_A_PAYMENT - {PaymentState.FAILED},
    PaymentState.CANCELLED: _ENDS_OF_A_PAYMENT - {PaymentState.CANCELLED},
    # A wrong amount came first, the right one after it.
    PaymentState.HELD: frozenset(
        {PaymentState.AUTHORISED, PaymentState.CAPTURED, PaymentState.RETURNED, PaymentState.VOIDED}
    ),
    # A refund failed, or more money came.
    PaymentState.RETURNED: frozenset({PaymentState.AUTHORISED, PaymentState.CAPTURED, PaymentState.HELD}),
    # Of what a provider had taken before it said so.
    PaymentState.VOIDED: frozenset({PaymentState.CAPTURED, PaymentState.HELD, PaymentState.RETURNED}),
}

# Of an order as a whole, over all its attempts.
ORDER_PAYMENT_MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.PENDING: _ENDS_OF_A_PAYMENT,
    PaymentState.AUTHORISED: _ENDS_OF_A_PAYMENT - {PaymentState.AUTHORISED, PaymentState.FAILED},
    PaymentState.CAPTURED: frozenset({PaymentState.HELD, PaymentState.RETURNED}),
    PaymentState.FAILED: _ENDS_OF_A_PAYMENT - {PaymentState.FAILED} | {PaymentState.PENDING},
    PaymentState.CANCELLED: _ENDS_OF_A_PAYMENT - {PaymentState.CANCELLED, PaymentState.FAILED},
    # What was held is given back: an order that still stands is paid anew.
    PaymentState.HELD: _ENDS_OF_A_PAYMENT - {PaymentState.HELD} | {PaymentState.PENDING},
    PaymentState.RETURNED: _ENDS_OF_A_PAYMENT - {PaymentState.RETURNED} | {PaymentState.PENDING},
    PaymentState.VOIDED: _ENDS_OF_A_PAYMENT - {PaymentState.VOIDED, PaymentState.FAILED}
    | {PaymentState.PENDING},
}

# Some payments come back to the provider weeks after it called the refund done.
REFUND_MOVES: dict[RefundState, frozenset[RefundState]] = {
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.FAILED}),
    RefundState.SUCCEEDED: frozenset({RefundState.FAILED}),
    RefundState.FAILED: frozenset(),
}

FULFILMENT_MOVES: dict[FulfilmentState, frozenset[FulfilmentState]] = {
    FulfilmentState.UNFULFILLED: frozenset({FulfilmentState.PARTLY_FULFILLED, FulfilmentState.FULFILLED}),
    FulfilmentState.PARTLY_FULFILLED: frozenset(
        {FulfilmentState.PARTLY_FULFILLED, FulfilmentState.FULFILLED}
    ),
    FulfilmentState.FULFILLED: frozenset(),
}

RETURN_MOVES: dict[ReturnState, frozenset[ReturnState]] = {
    ReturnState.REQUESTED: frozenset({ReturnState.RECEIVED, ReturnState.REFUSED}),
    ReturnState.RECEIVED: frozenset(),
    ReturnState.REFUSED: frozenset(),
}


def states_before(target: State, moves: Mapping[State, frozenset[State]]) -> list[State]:
    """The states from which `moves` allows to go to `target`: what a guarded UPDATE asks for."""
    return [state for state, targets in moves.items() if target in targets]
