"""Rings the scheduled doorbells on one machine, as EventBridge Scheduler does on AWS: `python -m deploy.local.clock`."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from config.celery import SCHEDULE
from deploy.functions.tick import tick_message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

log = logging.getLogger("vitrine.clock")
TICK_SECONDS = 0.5


def queue_url(queue: str) -> str:
    """Return the address of a queue by the name under which Celery knows it."""
    return os.environ[f"{queue.upper()}_QUEUE_URL"]


def due_rings(schedule: Mapping[str, tuple[int, str]], now: Callable[[], float]) -> Iterator[list[str]]:
    """Yield, each time it is asked, the tasks whose time has come since; at first all of them.

    `schedule` maps a task to its period in seconds and its queue; `now` is a clock in seconds.
    """
    next_at = dict.fromkeys(schedule, now())
    while True:
        instant = now()
        due = [task for task, at in next_at.items() if at <= instant]
        for task in due:
            next_at[task] = instant + schedule[task][0]
        yield due


def ring(sqs: SQSClient, task: str) -> None:
    """Send a scheduled task's message, the same that EventBridge Scheduler sends; log it when that fails."""
    queue = SCHEDULE[task][1]
    try:
        sqs.send_message(QueueUrl=queue_url(queue), MessageBody=tick_message(task, queue=queue))
    except (BotoCoreError, ClientError) as error:
        log.warning("could not ring for %s: %s", task, error)


def main() -> None:
    """Ring until stopped. A ring that fails is logged and not made up for: the next one does its work."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("botocore").setLevel(logging.WARNING)
    sqs = boto3.client("sqs", config=Config(connect_timeout=2, read_timeout=5))
    log.info("ringing for %s", ", ".join(sorted(SCHEDULE)))
    for due in due_rings(SCHEDULE, time.monotonic):
        for task in due:
            ring(sqs, task)
        time.sleep(TICK_SECONDS)


if __name__ == "__main__":
    main()
