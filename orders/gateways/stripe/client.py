"""The one way in which this shop speaks to Stripe."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import stripe
from django.conf import settings

from orders.errors import GatewayFault
from orders.gateways.contract import require_no_transaction

# Seconds to connect and to answer. A buyer waits for this, and a web process with them.
TIMEOUT = (3.05, 10.0)
# The SDK repeats what got no answer under the same idempotency key.
RETRIES = 2


def stripe_client() -> stripe.StripeClient:
    """A client with the key of settings.STRIPE_SECRET_KEY. GatewayFault when there is none."""
    if not settings.STRIPE_SECRET_KEY:
        raise GatewayFault("There is no key for Stripe: STRIPE_SECRET_KEY is missing.")
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@cache
def _client(key: str, base: str | None) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        base_addresses={"api": base} if base else None,
    )


@contextmanager
def asking_stripe() -> Iterator[stripe.StripeClient]:
    """Whatever Stripe says instead of an answer becomes a GatewayFault, which names its request and no secret."""
    require_no_transaction()
    try:
        yield stripe_client()
    except stripe.StripeError as error:
        about = f"{type(error).__name__} {error.code or error.http_status or ''} {error.request_id or ''}"
        raise GatewayFault(f"Stripe did not do what it was asked for: {about.strip()}.") from error
