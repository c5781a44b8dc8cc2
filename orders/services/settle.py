"""Which states follow from everything that providers said about an order. Pure: the order in which they said
it makes no difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.states import PaymentState


@dataclass(frozen=True)
class Heard:
    """What is known about one payment: money of the right amount, money of a wrong one, a decline."""

    payment_id: int
    is_paid: bool
    is_mismatched: bool
    is_declined: bool


@dataclass(frozen=True)
class Settlement:
    """The state of each payment by id, and of the order's payment as a whole."""

    payments: dict[int, PaymentState]
    order: PaymentState

    @property
    def confirms(self) -> bool:
        return self.order == PaymentState.CAPTURED


def settle(attempts: Sequence[Heard], *, is_cancelled: bool) -> Settlement:
    """`attempts` oldest first, at least one. The first that was paid pays the order, unless it is cancelled.

    Any other money is held for a person: it came twice, in a wrong amount, or for an order that is gone.
    """
    winner = None if is_cancelled else next((one.payment_id for one in attempts if one.is_paid), None)
    payments = {
        one.payment_id: _state_of(one, winner=winner, is_over=is_cancelled or winner is not None)
        for one in attempts
    }
    return Settlement(payments=payments, order=_overall(payments, winner=winner, is_cancelled=is_cancelled))


def _state_of(one: Heard, *, winner: int | None, is_over: bool) -> PaymentState:
    if one.payment_id == winner:
        return PaymentState.CAPTURED
    if one.is_paid or one.is_mismatched:
        return PaymentState.HELD
    if one.is_declined:
        return PaymentState.FAILED
    return PaymentState.CANCELLED if is_over else PaymentState.PENDING


def _overall(payments: dict[int, PaymentState], *, winner: int | None, is_cancelled: bool) -> PaymentState:
    if winner is not None:
        return PaymentState.CAPTURED
    if PaymentState.HELD in payments.values():
        return PaymentState.HELD
    if is_cancelled:
        return PaymentState.CANCELLED
    return payments[max(payments)]
