"""Let go of what is set aside in another amount than was due, which a person has looked at."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from orders.errors import RefundRefused
from orders.jobs import ring_reconcile_payments
from orders.models import Payment, Refund
from orders.queries.selling.money.held import is_letting_go, set_aside_of
from orders.services.held.lock_payment import lock_payment
from orders.services.refunds.reserve import Wanted, reserve
from orders.states import RefundReason


def let_go_held(*, payment_id: int, actor: User, now: datetime) -> Refund:
    """Have what is set aside for a held payment be free again: a refund of which nothing goes back, done once its provider
    has closed the payment. Its buyer is told then, and an order that still stands can be paid anew.

    For whoever runs the shop: OrderNotFound for everybody else. RefundRefused when nothing is held that is only set aside,
    or it is being let go already.
    """
    with transaction.atomic():
        _, payment = lock_payment(payment_id=payment_id, actor=actor)
        set_aside = set_aside_of(payment)
        if set_aside is None or is_letting_go(payment.refunds.all()):
            raise RefundRefused("There is no held money here that is only set aside.")
        wanted = Wanted(amount=set_aside, reason=RefundReason.WRONG_AMOUNT, is_let_off=True)
        refund = reserve(payment, wanted, now=now, by=actor)
        Payment.objects.filter(pk=payment_id).update(ask_at=now)
        ring_reconcile_payments()
    return refund
