"""Let what was refunded of money that was only set aside follow the order to the payment that pays it instead."""

from collections.abc import Sequence
from datetime import datetime

from orders.jobs import ring_perform_refunds
from orders.models import Order, Refund
from orders.services.payments.hear import Known, hear
from orders.services.payments.settle import Heard, Settlement, settle
from orders.states import REASONS_BESIDE_THE_ORDER, OrderState, PaymentState, RefundState


def carry_over(order: Order, known: Sequence[Known], *, now: datetime) -> Known | None:
    """What pays this order now, or is what a person has to decide about, where refunds were brought to it.

    They were to be taken off what is captured of an attempt that now pays nothing; left there, their buyer would be told
    that so much was not charged, and be charged all of it. In the transaction that has locked the order, once the amounts
    of its payments are written; what is known changes with it. What comes of them `settle_released` says, or a worker.
    """
    if order.order_state == OrderState.CANCELLED or not any(_let_off(one) for one in known):
        return None
    heard = hear(known)
    heir = _heir(known, heard, settle(heard, is_cancelled=False))
    moved = [(one, refund) for one in known if heir and one is not heir for refund in _let_off(one)]
    if heir is None or not moved:
        return None
    for one, refund in moved:
        _take_off(one, refund)
        _put_on(heir, refund, now)
    for payment in {id(one): one.payment for one in (*(one for one, _ in moved), heir)}.values():
        payment.save(update_fields=["refunded_minor", "released_minor"])
    if not heir.payment.authorised_minor:
        ring_perform_refunds()
    return heir


def _let_off(one: Known) -> list[Refund]:
    """Refunds of the order that are only not captured of this payment."""
    standing = [refund for refund in one.refunds if refund.is_released and refund.state != RefundState.FAILED]
    return [refund for refund in standing if refund.reason not in REASONS_BESIDE_THE_ORDER]


def _heir(known: Sequence[Known], heard: Sequence[Heard], settlement: Settlement) -> Known | None:
    paying = (PaymentState.AUTHORISED, PaymentState.CAPTURED)
    for one in known:
        if settlement.payments[one.payment.pk] in paying:
            return one
    if settlement.order != PaymentState.HELD:
        return None
    in_doubt = [
        one for one, about in zip(known, heard, strict=True) if about.is_short and not about.is_set_aside
    ]
    return in_doubt[0] if in_doubt else None


def _take_off(one: Known, refund: Refund) -> None:
    one.refunds.remove(refund)
    one.payment.refunded_minor -= refund.amount_minor
    one.payment.released_minor = max(one.payment.released_minor - refund.amount_minor, 0)


def _put_on(heir: Known, refund: Refund, now: datetime) -> None:
    """It begins anew, whatever had become of it: what was not charged before may be now."""
    payment = heir.payment
    payment.refunded_minor += refund.amount_minor
    if payment.authorised_minor:
        payment.released_minor += refund.amount_minor
        if payment.received_minor + payment.released_minor > payment.authorised_minor:
            payment.released_minor = max(payment.refunded_minor - payment.received_minor, 0)
    refund.payment = payment
    refund.is_released = payment.authorised_minor > 0
    refund.state, refund.finished_at, refund.ask_at = RefundState.PENDING, None, now
    refund.save(update_fields=["payment", "is_released", "state", "finished_at", "ask_at"])
    heir.refunds.append(refund)
