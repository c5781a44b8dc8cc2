"""The doorbells that ring by the clock: one unchanging message for each scheduled task.

EventBridge Scheduler sends it to SQS as it stands in the template, the local stack's clock sends the same. Every ring
of a task has the same task id: the row is the queue, so a ring that is taken for its predecessor loses nothing.
"""

from __future__ import annotations

import uuid
from typing import Final

from deploy.functions.celery_message import encode_task

# Any UUID of our own: names in it give the ids of scheduled tasks.
SCHEDULED: Final = uuid.UUID("6f0f2f5e-8d0b-5b8e-9d5a-7c1f3c1f6a54")


def tick_message(task: str, *, queue: str) -> str:
    """Return the SQS message body that makes a worker of `queue` run the task; the same at every call."""
    return encode_task(task, {}, queue=queue, task_id=str(uuid.uuid5(SCHEDULED, f"{queue}/{task}")))
