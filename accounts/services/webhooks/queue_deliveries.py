"""Write down what merchants' programs are to be told, in the transaction of what it tells of."""

import json
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.jobs import ring_delivery
from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.states import WebhookEvent


def endpoints_for(
    event: WebhookEvent, merchants: Collection[int] | QuerySet[Any, Any]
) -> list[WebhookEndpoint]:
    """The endpoints of these merchants, by primary key, that want to be told of such an event: one query."""
    listening = WebhookEndpoint.objects.all().listening()
    return list(listening.filter(merchant__in=merchants, events__contains=[event]).order_by("pk"))


def queue_deliveries(
    *,
    event: WebhookEvent,
    endpoints: Collection[WebhookEndpoint],
    told: Mapping[int, Mapping[str, object]],
    now: datetime,
) -> list[WebhookDelivery]:
    """One message to each endpoint, with what `told` has for its merchant as `data`; sent once it is committed.

    Those of an endpoint that fails at present wait for the sweeper, so that it holds nobody else up.
    """
    message_id = f"msg_{uuid.uuid4().hex}"
    written = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint,
            message_id=message_id,
            event=event,
            body=_body(event, now, told[endpoint.merchant_id]),
            next_at=now,
            created_at=now,
        )
        for endpoint in endpoints
    )
    for delivery in written:
        if delivery.endpoint.failing_since is None:
            ring_delivery(delivery.pk)
    return written


def _body(event: WebhookEvent, now: datetime, data: Mapping[str, object]) -> str:
    return json.dumps({"type": event, "timestamp": now.isoformat(), "data": data}, separators=(",", ":"))
