"""The secrets with which messages to an endpoint are signed, and the signatures.

As in the Standard Webhooks specification 1.0.0 (https://www.standardwebhooks.com): a secret is `whsec_` and base64, a
signature `v1,` and base64 of HMAC-SHA256 over "id.timestamp.body".

Secrets are derived and not kept. The price is that they change with the shop's secret key: as long as a former key is
among `SECRET_KEY_FALLBACKS`, messages are signed with the secrets of both.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import WebhookEndpoint

SALT = "accounts.webhooks"
PREFIX = "whsec_"


def current_secret(endpoint: WebhookEndpoint) -> str:
    """The secret that its owner is shown."""
    return _secret(endpoint, endpoint.secret_number, settings.SECRET_KEY)


def live_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """Those that receivers may hold at present, the newest first."""
    numbers = [endpoint.secret_number]
    if endpoint.former_secret_until is not None and endpoint.former_secret_until > now:
        numbers.append(endpoint.secret_number - 1)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_secret(endpoint, number, key) for number in numbers for key in keys]


def signed_headers(*, message_id: str, body: bytes, secrets: Iterable[str], now: datetime) -> dict[str, str]:
    """The headers of a message that is sent now. A receiver takes it when one of the signatures is right."""
    timestamp = int(now.timestamp())
    signatures = (signature(secret, message_id, timestamp, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`timestamp` in whole seconds since 1970."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    digest = hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _secret(endpoint: WebhookEndpoint, number: int, key: str | bytes) -> str:
    derived = salted_hmac(SALT, f"{endpoint.seed}:{number}", secret=key, algorithm="sha256").digest()
    return f"{PREFIX}{base64.b64encode(derived).decode()}"
