"""Which states follow from everything that is known of an order's payments. Pure: the order in which it came to be
known makes no difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.states import PaymentState


@dataclass(frozen=True)
class Heard:
    """What is known about one payment.

    is_paid: money of the right amount came. is_mismatched: money of another amount. is_emptied: nothing that came
    stays here. is_refunded: some went back as part of the order, so that it is this one that paid for it. is_set_aside:
    some went back because it did not pay for the order, so that it never does.
    """

    payment_id: int
    is_paid: bool = False
    is_mismatched: bool = False
    is_declined: bool = False
    is_emptied: bool = False
    is_refunded: bool = False
    is_set_aside: bool = False


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

    Any other money came twice, in a wrong amount, or for an order that is gone: it is held until all of it goes back.
    """
    winner = None if is_cancelled else _winner(attempts)
    payments = {
        one.payment_id: _state_of(one, winner=winner, is_over=is_cancelled or winner is not None)
        for one in attempts
    }
    return Settlement(payments=payments, order=_overall(payments, winner=winner, is_cancelled=is_cancelled))


def _winner(attempts: Sequence[Heard]) -> int | None:
    paid = [one for one in attempts if one.is_paid and not one.is_set_aside]
    paid.sort(key=lambda one: not one.is_refunded)
    return paid[0].payment_id if paid else None


def _state_of(one: Heard, *, winner: int | None, is_over: bool) -> PaymentState:
    if one.payment_id == winner:
        return PaymentState.CAPTURED
    if one.is_paid or one.is_mismatched:
        return PaymentState.RETURNED if one.is_emptied else PaymentState.HELD
    if one.is_declined:
        return PaymentState.FAILED
    return PaymentState.CANCELLED if is_over else PaymentState.PENDING


def _overall(payments: dict[int, PaymentState], *, winner: int | None, is_cancelled: bool) -> PaymentState:
    if winner is not None:
        return PaymentState.CAPTURED
    states = payments.values()
    if PaymentState.HELD in states:
        return PaymentState.HELD
    if is_cancelled:
        return PaymentState.RETURNED if PaymentState.RETURNED in states else PaymentState.CANCELLED
    return payments[max(payments)]
