"""Ring for messages whose time has come, and forget old ones."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from accounts.jobs import ring_delivery
from accounts.models import WebhookDelivery
from accounts.services.forgetting import forget
from accounts.states import DeliveryState

BATCH = 500
# Of one endpoint in one go, so that one that does not answer holds the others up only so long.
MOST_OF_AN_ENDPOINT = 10
KEPT = timedelta(days=30)


def sweep_deliveries(*, now: datetime) -> int:
    """Ring for what is due or was left half sent, the oldest of each endpoint first; for how many that was."""
    due = WebhookDelivery.objects.filter(
        Q(state=DeliveryState.WAITING, next_at__lte=now)
        | Q(state=DeliveryState.SENDING, lease_until__lte=now)
    )
    place = Window(RowNumber(), partition_by=F("endpoint"), order_by=["next_at", "pk"])
    first = due.annotate(place=place).filter(place__lte=MOST_OF_AN_ENDPOINT).order_by("next_at", "pk")
    found = list(first.values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        for delivery_id in found:
            ring_delivery(delivery_id)
    return len(found)


def forget_old_deliveries(*, now: datetime) -> int:
    """Forget what was sent or given up a month ago; how many messages that were."""
    ended = (DeliveryState.SENT, DeliveryState.FAILED)
    return forget(WebhookDelivery.objects.filter(created_at__lt=now - KEPT, state__in=ended))
