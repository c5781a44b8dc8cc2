"""The one way in which this shop speaks to Stripe."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus

import stripe
from django.conf import settings

from orders.errors import GatewayFault
from orders.gateways.breaker import Breaker
from orders.gateways.contract import require_no_transaction
from orders.gateways.patience import some_patience

logger = logging.getLogger(__name__)

# Seconds to connect and to answer, each time that Stripe is asked, as far as there is patience left.
TIMEOUT = (2.0, 6.0)
# The SDK repeats what got no answer under the same idempotency key.
RETRIES = 2
# After so many questions in a row without an answer nobody asks for a while, but one who tries.
MOST_FAULTS = 3
REST_SECONDS = 15.0


class PatientClient(stripe.RequestsClient):
    """Waits no longer than whoever asks. One is shared by threads, so that it knows nothing of any of them."""

    @property
    def _timeout(self) -> tuple[float, float]:
        """Read by the library each time that it asks; what this raises it does not try again."""
        with some_patience() as patience:
            left = patience.seconds_left
        if not left:
            raise TimeoutError("There is no time left to ask Stripe.")
        connect, answer = TIMEOUT
        return min(connect, left), min(answer, left)

    @_timeout.setter
    def _timeout(self, timeout: object) -> None:
        """The library sets one for all."""


@dataclass(frozen=True)
class Line:
    """Stripe as this process knows it: under a key, at an address."""

    client: stripe.StripeClient
    breaker: Breaker = field(default_factory=lambda: Breaker(MOST_FAULTS, REST_SECONDS))


def stripe_client() -> stripe.StripeClient:
    """A client with the key of settings.STRIPE_SECRET_KEY. GatewayFault when there is none."""
    return _line().client


def _line() -> Line:
    if not settings.STRIPE_SECRET_KEY:
        raise GatewayFault("There is no key for Stripe: STRIPE_SECRET_KEY is missing.")
    return _line_of(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@cache
def _line_of(key: str, base: str | None) -> Line:
    client = stripe.StripeClient(
        key,
        max_network_retries=RETRIES,
        http_client=PatientClient(),
        base_addresses={"api": base} if base else None,
    )
    return Line(client)


@contextmanager
def asking_stripe() -> Iterator[stripe.StripeClient]:
    """Whatever Stripe says instead of an answer becomes a GatewayFault, which names its request and no secret.

    All that is asked within this, however often, takes no longer than the patience of `gateways/patience.py`. Where
    Stripe has not answered for a while, it is not asked.
    """
    require_no_transaction()
    line = _line()
    with some_patience() as patience:
        if not patience.seconds_left:
            raise GatewayFault("Stripe was not asked: there is no time left for it.")
        if not line.breaker.lets_through():
            patience.lose()
            raise GatewayFault("Stripe was not asked: it has not answered for a while.")
        try:
            yield line.client
        except stripe.StripeError as error:
            if _is_silence(error):
                patience.lose()
                if line.breaker.failed():
                    logger.warning("stripe_left_alone", extra={"rest_seconds": REST_SECONDS})
            else:
                line.breaker.answered()
            about = f"{type(error).__name__} {error.code or error.http_status or ''} {error.request_id or ''}"
            raise GatewayFault(f"Stripe did not do what it was asked for: {about.strip()}.") from error
        line.breaker.answered()


def _is_silence(error: stripe.StripeError) -> bool:
    """Whether Stripe is away, rather than of another opinion."""
    is_broken = (error.http_status or HTTPStatus.OK) >= HTTPStatus.INTERNAL_SERVER_ERROR
    return is_broken or isinstance(error, stripe.APIConnectionError)
