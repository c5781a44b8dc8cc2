"""What the owner of an endpoint does with it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from accounts.errors import EndpointRefused
from accounts.models import WebhookEndpoint
from accounts.models.webhooks import LONGEST_URL
from accounts.outbound.targets import target_of
from accounts.services.webhooks.deliver import RULES
from accounts.states import WebhookEvent

# How long receivers have to take over a new secret.
FORMER_SECRET_HOLDS = timedelta(hours=24)
MOST_ENDPOINTS = 10


def make_endpoint(
    *, merchant_id: int, url: str, events: Iterable[WebhookEvent], actor_id: int, now: datetime
) -> WebhookEndpoint:
    """Have an address of the merchant's told of these events from now on. EndpointRefused."""
    if WebhookEndpoint.objects.filter(merchant=merchant_id).count() >= MOST_ENDPOINTS:
        raise EndpointRefused(f"A merchant has at most {MOST_ENDPOINTS} of these.")
    wanted = sorted({WebhookEvent(event) for event in events})
    if not wanted:
        raise EndpointRefused("Say what it is to be told of.")
    return WebhookEndpoint.objects.create(
        merchant_id=merchant_id,
        url=require_url(url),
        events=wanted,
        created_by_id=actor_id,
        created_at=now,
    )


def require_url(url: str) -> str:
    """The address in ASCII. EndpointRefused unless it can be one that is told: where it leads is seen on sending."""
    try:
        target = target_of(url)
    except ValueError as error:
        raise EndpointRefused(str(error)) from error
    if not target.is_secure:
        raise EndpointRefused("What is told goes over https:// only.")
    if target.port not in RULES.ports:
        raise EndpointRefused(f"Nothing is sent to port {target.port}.")
    if len(target.address) > LONGEST_URL:
        raise EndpointRefused(
            f"The address has more than {LONGEST_URL} characters once it is written in ASCII."
        )
    return target.address


def renew_secret(*, endpoint_id: int, now: datetime) -> None:
    """Sign with a new secret, and for a day with the one before as well."""
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(
        secret_number=F("secret_number") + 1, former_secret_until=now + FORMER_SECRET_HOLDS
    )


def turn_on(*, endpoint_id: int) -> None:
    """Tell it again of what happens from now on, whoever had turned it off."""
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(
        is_active=True, disabled_at=None, disabled_reason="", failing_since=None
    )


def turn_off(*, endpoint_id: int) -> None:
    """Tell it nothing any more; what waits is given up when its time comes."""
    WebhookEndpoint.objects.filter(pk=endpoint_id).update(is_active=False)
