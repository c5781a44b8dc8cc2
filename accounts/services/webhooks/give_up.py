"""Tell an endpoint nothing any more that is gone, or that has not taken anything for a day."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.states import DeliveryState, DisabledReason

logger = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(hours=24)
TURNED_OFF = "The endpoint is turned off."
# In a statement, so that none runs into its time limit, however much a busy shop had to tell in a day.
BATCH = 1_000


def give_up_gone(*, endpoint_id: int, now: datetime) -> bool:
    """Turn off an endpoint that says that it is gone; False if it was off already."""
    return _disable(endpoint_id, Q(), DisabledReason.GONE, now)


def give_up_failing(*, endpoint_id: int, now: datetime) -> bool:
    """Turn off an endpoint at which nothing has arrived for GIVEN_UP_AFTER; False if that is not so, or it was off already.

    Its row says since when, not what was read before sending: meanwhile something may have arrived, or its owner may have
    turned it on again.
    """
    for_long = Q(failing_since__lte=now - GIVEN_UP_AFTER)
    return _disable(endpoint_id, for_long, DisabledReason.FAILING, now)


def _disable(endpoint_id: int, still: Q, reason: DisabledReason, now: datetime) -> bool:
    """The endpoint first, so that of two workers one ends what waits, which would hold up the sweeper for everybody."""
    rows = WebhookEndpoint.objects.filter(still, pk=endpoint_id, disabled_at__isnull=True)
    with transaction.atomic():
        if not rows.update(disabled_at=now, disabled_reason=reason):
            return False
        _end_waiting(endpoint_id, now)
    logger.warning("webhook_endpoint_disabled", extra={"endpoint": endpoint_id, "reason": reason})
    return True


def _end_waiting(endpoint_id: int, now: datetime) -> None:
    """Give up what waits, by primary key. Any of it can be sent again by hand."""
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint_id, state=DeliveryState.WAITING)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        # Asked for once more: what a worker has claimed meanwhile is its own to end.
        waiting.filter(pk__in=keys[start : start + BATCH]).update(
            state=DeliveryState.FAILED, status=None, problem=TURNED_OFF, finished_at=now
        )
