"""Give back money that a person has looked at."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from orders.errors import OrderNotFound, RefundRefused
from orders.models import Order, Payment, Refund
from orders.queries.selling.money.held import left_of
from orders.services.payments.follow import follow
from orders.services.payments.hear import read_known
from orders.services.refunds.reserve import Wanted, reserve
from orders.services.refunds.settle_released import settle_released
from orders.states import REASONS_BESIDE_THE_ORDER, RefundReason, RefundState


def give_back_held(*, payment_id: int, actor: User, now: datetime) -> Refund:
    """Have all that is left of a held payment go back; its order can then be paid anew, if it still stands.

    Money in another currency than was due goes back in that. For whoever runs the shop: OrderNotFound for everybody else.
    RefundRefused when the payment is not held.
    """
    payment = Payment.objects.filter(pk=payment_id).first() if actor.is_superuser else None
    if payment is None:
        raise OrderNotFound("There is no such payment.")
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=payment.order_id)
        payment = Payment.objects.select_related("order").get(pk=payment_id)
        left = left_of(payment, payment.refunds.all())
        if left.minor < 1:
            raise RefundRefused("There is no held money here that could be given back.")
        wanted = Wanted(amount=left, reason=reason_of_held(payment))
        refund = reserve(payment, wanted, now=now, by=actor)
        follow(order, now=now)
        known = next(one for one in read_known(order) if one.payment.pk == payment_id)
        settle_released(order, known, now=now)
    return refund


def reason_of_held(payment: Payment) -> RefundReason:
    """Why held money goes back: that of the refund which failed, if one did."""
    failed = payment.refunds.filter(state=RefundState.FAILED).order_by("pk").last()
    if failed is None:
        return RefundReason.WRONG_AMOUNT
    if failed.reason in REASONS_BESIDE_THE_ORDER:
        return RefundReason(failed.reason)
    return RefundReason.CANCELLED
