"""A shopper comes back from paying, often before the provider's own word."""

import logging
from datetime import datetime
from uuid import UUID

from django.core.cache import cache

from orders.errors import GatewayFault
from orders.models import Payment
from orders.services.payments.ask_provider import ask_provider
from orders.states import PaymentState

logger = logging.getLogger(__name__)

# However often somebody loads the page, a provider is asked about one payment once in so many seconds.
SECONDS_BETWEEN = 5


def ask_on_return(*, order_id: UUID, now: datetime) -> None:
    """Ask about the payment of this order that waits, if there is one. What fails is made up for by the clock."""
    payment = (
        Payment.objects.filter(order__public_id=order_id, state=PaymentState.PENDING)
        .exclude(reference=None)
        .first()
    )
    if payment is None or not cache.add(f"asked-about-payment-{payment.pk}", 1, timeout=SECONDS_BETWEEN):
        return
    try:
        ask_provider(payment, now=now)
    except GatewayFault:
        logger.exception("payment_not_looked_up", extra={"payment": payment.pk})
