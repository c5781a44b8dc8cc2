"""Order a cart and find out where it is paid, however often that is asked."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.models import User
from orders.errors import CheckoutClosed, GatewayFault, PaymentRefused
from orders.services.payments.start_payment import start_payment
from orders.services.place_order import Delivery, PlacedOrder, Wishes, place_order


def place_and_pay(  # who, what, how, at which price and when
    *,
    cart_token: UUID,
    delivery: Delivery,
    wishes: Wishes,
    expected_total: int,
    now: datetime,
    user: User | None = None,
) -> PlacedOrder:
    """As `place_order`, but a cart that was ordered before is told where it is paid as well.

    So whoever lost the first answer, and asks again, is told what the first one said. Where the provider has just not
    answered, it is not asked a second time: whoever asked waits, and the order offers to be paid.
    """
    placed = place_order(
        cart_token=cart_token,
        delivery=delivery,
        wishes=wishes,
        expected_total=expected_total,
        now=now,
        user=user,
    )
    if placed.payment_url or placed.is_unanswered:
        return placed
    try:
        payment_url = start_payment(order_id=placed.public_id, now=now)
    except (PaymentRefused, CheckoutClosed, GatewayFault):
        # Paid or given up meanwhile, or nobody answers: the order says which, and offers to try again.
        payment_url = ""
    return replace(placed, payment_url=payment_url, written=None)
