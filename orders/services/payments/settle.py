"""Which states follow from everything that is known of an order's payments. Pure: the order in which it came to be
known makes no difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.states import PaymentState


@dataclass(frozen=True)
class Heard:
    """What is known about one payment.

    is_authorised: the right amount was set aside, whatever has become of it since. is_voided: what was set aside is so no
    more. is_paid: money of the right amount came, or some of what was set aside. is_short: that is another amount than was
    to be captured. is_mismatched: money of another amount than was due. is_emptied: nothing that came
    stays here. is_refunded: some went back as part of the order, so that it is this one that paid for it. is_set_aside:
    some went back because it did not pay for the order, so that it never does. is_anew: it was begun after what was set
    aside for the order had ended.
    """

    payment_id: int
    is_authorised: bool = False
    is_voided: bool = False
    is_paid: bool = False
    is_short: bool = False
    is_mismatched: bool = False
    is_declined: bool = False
    is_emptied: bool = False
    is_refunded: bool = False
    is_set_aside: bool = False
    is_anew: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether money is set aside that can still be taken."""
        return self.is_authorised and not self.is_voided and not self.is_paid

    @property
    def can_pay(self) -> bool:
        """Whether its money can pay an order: it is right, or is set aside, and was not given back as what did not."""
        return not self.is_set_aside and ((self.is_paid and not self.is_short) or self.is_ready)


@dataclass(frozen=True)
class Settlement:
    """The state of each payment by id, and of the order's payment as a whole.

    confirms: the order is paid or was promised its money, which may have ended since.
    """

    payments: dict[int, PaymentState]
    order: PaymentState
    confirms: bool


def settle(attempts: Sequence[Heard], *, is_cancelled: bool) -> Settlement:
    """`attempts` oldest first, at least one. The first that was paid pays the order, unless it is cancelled, or else the
    first that is authorised. One that was captured in another amount than was wanted leaves the order to a person, and
    nothing else that is authorised pays it meanwhile, unless it was begun once that had been given back.

    Any other money came twice, in a wrong amount, or for an order that is gone: it is held until all of it goes back.
    What is authorised besides is cancelled, and so is what waits, unless nothing pays the order any more and it was begun
    after that.
    """
    winner = None if is_cancelled else _winner(attempts)
    is_promised = not is_cancelled and any(one.is_authorised for one in attempts)
    is_over = is_cancelled or winner is not None
    payments = {
        one.payment_id: _state_of(one, winner=winner, is_over=is_over or (is_promised and not one.is_anew))
        for one in attempts
    }
    if winner is not None:
        overall = payments[winner]
    elif is_promised:
        overall = PaymentState.HELD if any(map(_is_in_doubt, attempts)) else PaymentState.VOIDED
    else:
        overall = _of_unpaid(payments, is_cancelled=is_cancelled)
    return Settlement(payments, overall, confirms=is_promised or winner is not None)


def _winner(attempts: Sequence[Heard]) -> int | None:
    fit = [one for one in attempts if not one.is_set_aside]
    paid = [one for one in fit if one.is_paid and not one.is_short]
    paid.sort(key=lambda one: not one.is_refunded)
    is_in_doubt = any(map(_is_in_doubt, fit))
    able = paid or [one for one in fit if one.is_ready and (one.is_anew or not is_in_doubt)]
    return able[0].payment_id if able else None


def _is_in_doubt(one: Heard) -> bool:
    """Whether a person must say what becomes of the order for which this came."""
    return one.is_short and not one.is_set_aside


def _state_of(one: Heard, *, winner: int | None, is_over: bool) -> PaymentState:
    if one.payment_id == winner:
        return PaymentState.CAPTURED if one.is_paid else PaymentState.AUTHORISED
    if one.is_paid or one.is_mismatched:
        return PaymentState.RETURNED if one.is_emptied else PaymentState.HELD
    if one.is_voided:
        return PaymentState.VOIDED
    if one.is_declined and not one.is_authorised:
        return PaymentState.FAILED
    return PaymentState.CANCELLED if is_over else PaymentState.PENDING


def _of_unpaid(payments: dict[int, PaymentState], *, is_cancelled: bool) -> PaymentState:
    states = payments.values()
    if PaymentState.HELD in states:
        return PaymentState.HELD
    if is_cancelled:
        return PaymentState.RETURNED if PaymentState.RETURNED in states else PaymentState.CANCELLED
    return payments[max(payments)]
