"""The doors at which messages knock. Each calls one service and may be called twice or late.

`**_later` takes what newer senders may add.
"""

import functools
import logging
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from celery import Celery, Task, shared_task
from celery.app.task import Context
from django.conf import settings
from django.utils import timezone

from assets3d.services.conversion import convert as converting
from assets3d.services.conversion import sweep_conversions as sweeping
from assets3d.services.upload import finish_upload as finishing

logger = logging.getLogger(__name__)
CONVERSION, SEARCH = "conversion", "search"


@shared_task(name="assets3d.finish_upload")
def finish_upload(*, key: str, **_later: Any) -> None:
    finishing.finish_upload(key=key, now=timezone.now())


@shared_task(name="assets3d.convert", bind=True)
def convert(self: "Task[Any, Any]", /, *, conversion_id: int, **_later: Any) -> str:
    """The name of what came of it is kept nowhere; whoever measures tasks hears it."""
    keep_message = functools.partial(_keep_hidden, self.app, self.request, CONVERSION)
    return converting.convert(conversion_id=conversion_id, keep_message=keep_message).name


@shared_task(name="assets3d.convert_in_background", bind=True)
def convert_in_background(self: "Task[Any, Any]", /, *, conversion_id: int, **_later: Any) -> str:
    """The name of what came of it is kept nowhere; whoever measures tasks hears it."""
    keep_message = functools.partial(_keep_hidden, self.app, self.request, SEARCH)
    return converting.convert(conversion_id=conversion_id, keep_message=keep_message).name


@shared_task(name="assets3d.sweep_conversions")
def sweep_conversions(**_later: Any) -> None:
    sweeping.sweep_conversions(now=timezone.now())


def _keep_hidden(application: Celery, request: Context, queue: str) -> None:
    """Hide the message from other workers for another while; without it they would only find nothing to claim.

    Celery's own connection to SQS is used, with the address and the receipt that came with the message.
    """
    properties = getattr(request, "properties", None) or {}
    queue_url = properties.get("delivery_info", {}).get("sqs_queue")
    if queue_url is None:
        return  # Run on the spot, without a message.
    try:
        with application.connection_for_write() as connection:
            channel: Any = connection.default_channel
            channel.sqs(queue=queue).change_message_visibility(
                QueueUrl=queue_url,
                ReceiptHandle=properties["delivery_tag"],
                VisibilityTimeout=settings.ASSETS3D_VISIBILITY_SECONDS,
            )
    except (BotoCoreError, ClientError):
        logger.warning("message not kept hidden", exc_info=True)
