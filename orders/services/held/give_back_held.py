"""Give back money that a person has looked at."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from orders.errors import RefundRefused
from orders.models import Refund
from orders.queries.selling.money.held import left_of, reason_of_held
from orders.services.held.lock_payment import lock_payment
from orders.services.payments.follow import follow
from orders.services.payments.hear import read_known
from orders.services.refunds.reserve import Wanted, reserve
from orders.services.refunds.settle_released import settle_released


def give_back_held(*, payment_id: int, actor: User, now: datetime) -> Refund:
    """Have all that is left of a held payment go back; its order can then be paid anew, if it still stands.

    Money in another currency than was due goes back in that. For whoever runs the shop: OrderNotFound for everybody else.
    RefundRefused when the payment is not held.
    """
    with transaction.atomic():
        order, payment = lock_payment(payment_id=payment_id, actor=actor)
        left = left_of(payment, payment.refunds.all())
        if left.minor < 1:
            raise RefundRefused("There is no held money here that could be given back.")
        wanted = Wanted(amount=left, reason=reason_of_held(payment))
        refund = reserve(payment, wanted, now=now, by=actor)
        follow(order, now=now)
        known = next(one for one in read_known(order) if one.payment.pk == payment_id)
        settle_released(order, known, now=now)
    return refund
