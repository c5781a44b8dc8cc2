"""Messages to endpoints, and what became of them."""

from datetime import datetime

from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.services.webhooks.queue_deliveries import queue_deliveries
from accounts.states import WebhookEvent

NOWHERE = "https://hooks.vitrine.test/"


def queued(endpoint: WebhookEndpoint, now: datetime) -> WebhookDelivery:
    """A message that waits."""
    (delivery,) = queue_deliveries(
        event=WebhookEvent.ORDER_PAID,
        endpoints=[endpoint],
        told={endpoint.merchant_id: {"order": {"number": 1}}},
        now=now,
    )
    return delivery


def state_of(delivery: WebhookDelivery) -> tuple[str, int, int | None]:
    delivery.refresh_from_db()
    return delivery.state, delivery.tries, delivery.status
