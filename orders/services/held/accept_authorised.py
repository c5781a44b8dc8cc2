"""Be content with more than was due being set aside, which a person has looked at."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from orders.errors import RefundRefused
from orders.models import Payment
from orders.queries.selling.money.held import is_letting_go, may_accept, set_aside_of
from orders.services.captures.begin_capture import begin_capture
from orders.services.held.lock_payment import lock_payment
from orders.services.payments.follow import ASK_AUTHORISED_AFTER, follow
from orders.states import FulfilmentState


def accept_authorised(*, payment_id: int, actor: User, now: datetime) -> Payment:
    """Let a held authorisation of at least what is due pay its order: what is due is taken later, the rest never is.

    Less than was due can only be let go, as its order would be sent without ever being paid. For whoever runs the shop:
    OrderNotFound for everybody else. RefundRefused when nothing is held that would do, or nothing waits for it.
    """
    with transaction.atomic():
        order, payment = lock_payment(payment_id=payment_id, actor=actor)
        if not may_accept(payment, set_aside_of(payment)) or is_letting_go(payment.refunds.all()):
            raise RefundRefused("There is nothing set aside here that could pay its order.")
        payment.is_accepted = True
        payment.ask_at = now + ASK_AUTHORISED_AFTER
        payment.save(update_fields=["is_accepted", "ask_at"])
        follow(order, now=now)
        if order.fulfilment_state != FulfilmentState.UNFULFILLED:
            # Nothing may be left to ship that would have it taken.
            order.refresh_from_db(fields=["payment_state"])
            begin_capture(order, now=now, by=actor)
        payment.refresh_from_db()
    return payment
