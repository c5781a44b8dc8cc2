"""Count money that a buyer's bank has taken back for good."""

from datetime import datetime

from django.db import transaction

from catalog.money import Money
from orders.errors import RefundRefused
from orders.gateways.contract import RefundAnswer
from orders.models import Order, Payment
from orders.queries.selling.money.held import reason_of_held
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.count_elsewhere import LOOK_AGAIN_AFTER
from orders.services.refunds.reserve import Wanted, reserve
from orders.states import REASONS_BESIDE_THE_ORDER, PaymentState, RefundReason, RefundState

NOTE = "Taken back by the buyer's bank, not given back by this shop."


def count_lost(order: Order, payment_id: int, dispute: str, amount: Money, *, now: datetime) -> bool:
    """Count what was lost by this dispute as gone from the payment with this primary key, once; whether that was now.

    In the transaction that has locked the order. What is not left is not counted: it went back otherwise before. Where the
    shop has promised the same money, it is counted once the provider has said what became of the promise. Of what was
    captured in part a person says what becomes of it.
    """
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    if payment.refunds.filter(reference=dispute).exists():
        return False
    reason = RefundReason.CHARGEBACK if payment.state == PaymentState.CAPTURED else reason_of_held(payment)
    minor = min(amount.minor, _left_minor(payment, reason))
    is_promised = payment.refunds.filter(state=RefundState.PENDING, is_released=False).exists()
    if minor < amount.minor and is_promised:
        Payment.objects.filter(pk=payment.pk).update(ask_at=now + LOOK_AGAIN_AFTER)
        return False
    if minor < 1:
        return False
    try:
        with transaction.atomic():
            refund = reserve(payment, Wanted(Money(minor, amount.currency), reason, note=NOTE), now=now)
    except RefundRefused:
        # In another currency, which is counted nowhere.
        return False
    answer = RefundAnswer(RefundState.SUCCEEDED, reference=dispute)
    return apply_refund_answer(refund.public_id, answer, now=now, is_by_bank=True)


def _left_minor(payment: Payment, reason: RefundReason) -> int:
    """What neither went back nor is about to."""
    if payment.state == PaymentState.HELD and payment.authorised_minor:
        return 0
    left = payment.left_minor if payment.state == PaymentState.CAPTURED else payment.in_hand_minor
    return left if reason in REASONS_BESIDE_THE_ORDER else min(left, payment.order.due_minor)
