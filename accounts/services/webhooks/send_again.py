"""Send a message once more that has arrived or was given up."""

from datetime import datetime

from django.db import transaction

from accounts.jobs import ring_delivery
from accounts.models import WebhookDelivery
from accounts.states import DeliveryState


def send_again(*, delivery_id: int, now: datetime) -> bool:
    """Have it sent as if it were new, under the id that it has; False while it is under way anyhow."""
    ended = (DeliveryState.SENT, DeliveryState.FAILED)
    with transaction.atomic():
        rows = WebhookDelivery.objects.filter(pk=delivery_id, state__in=ended)
        if not rows.update(state=DeliveryState.WAITING, tries=0, next_at=now, finished_at=None):
            return False
        ring_delivery(delivery_id)
    return True
