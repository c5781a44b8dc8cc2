"""Be content with what was captured of an authorised payment, which a person has looked at."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.money import Money
from orders.errors import RefundRefused
from orders.models import Order, Refund
from orders.queries.selling.money.held import missing_minor
from orders.services.held.lock_payment import lock_payment
from orders.services.payments.follow import follow
from orders.services.payments.hear import Known, read_known
from orders.services.refunds.reserve import Wanted, reserve
from orders.services.refunds.settle_released import settle_released
from orders.states import RefundReason


def accept_held(*, payment_id: int, actor: User, now: datetime) -> Refund:
    """Let the buyer off what of a held payment was not captured, so that its order is paid: a refund of which nothing goes
    back, with credit notes like any.

    For whoever runs the shop: OrderNotFound for everybody else. RefundRefused when the payment is not held, nothing was
    captured of what was set aside, or its order does not stand or is paid otherwise.
    """
    with transaction.atomic():
        order, payment = lock_payment(payment_id=payment_id, actor=actor)
        missing = missing_minor(payment, _known(order, payment_id).refunds)
        if missing < 1:
            raise RefundRefused("There is no held money here that was captured in part.")
        wanted = Wanted(
            amount=Money(missing, payment.currency), reason=RefundReason.GOODWILL, is_let_off=True
        )
        refund = reserve(payment, wanted, now=now, by=actor)
        follow(order, now=now)
        settle_released(order, _known(order, payment_id), now=now)
        refund.refresh_from_db()
    return refund


def _known(order: Order, payment_id: int) -> Known:
    return next(one for one in read_known(order) if one.payment.pk == payment_id)
