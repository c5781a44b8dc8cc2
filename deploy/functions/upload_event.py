"""Lambda: a file has arrived in the uploads bucket; ring the doorbell of those who look at it.

Understands both ways in which S3 tells: a bucket notification (its own records) and an EventBridge event.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config

from deploy.functions.celery_message import encode_task

TASK = "assets3d.finish_upload"
QUEUE = "uploads"  # as Celery knows it
_TIMEOUTS = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"})


@dataclass(frozen=True)
class Arrival:
    """One object that was written: where it is, and which content it had (version id or entity tag)."""

    bucket: str
    key: str
    version: str


class UnknownEvent(ValueError):
    """The event has neither of the shapes in which S3 reports a new object."""


def handler(event: Mapping[str, Any], _context: object) -> dict[str, int]:
    """Send one message for each object and return how many were sent.

    Any failure is raised, so that Lambda repeats the whole event; finish_upload may run twice for one object.
    """
    sqs = boto3.client("sqs", config=_TIMEOUTS)
    sent = 0
    for arrival in arrivals(event):
        kwargs = {"bucket": arrival.bucket, "key": arrival.key, "version": arrival.version}
        sqs.send_message(
            QueueUrl=os.environ["UPLOADS_QUEUE_URL"], MessageBody=encode_task(TASK, kwargs, queue=QUEUE)
        )
        sent += 1
    return {"sent": sent}


def arrivals(event: Mapping[str, Any]) -> Iterator[Arrival]:
    """Yield the objects an event tells of; raise UnknownEvent when it is not about new objects."""
    if event.get("detail-type") == "Object Created":
        detail = event["detail"]
        stored = detail["object"]
        yield Arrival(
            detail["bucket"]["name"], stored["key"], stored.get("version-id") or stored.get("etag", "")
        )
    elif event.get("Event") == "s3:TestEvent":
        return  # what S3 sends once when a notification is set up
    elif "Records" in event:
        yield from map(_from_record, event["Records"])
    else:
        raise UnknownEvent(f"not an S3 event: {sorted(event)}")


def _from_record(record: Mapping[str, Any]) -> Arrival:
    if not str(record.get("eventName", "")).removeprefix("s3:").startswith("ObjectCreated:"):
        raise UnknownEvent(f"not about a new object: {record.get('eventName')}")
    stored = record["s3"]["object"]
    # Notifications carry keys as in a query string; EventBridge carries them as they are.
    key = unquote_plus(stored["key"])
    return Arrival(record["s3"]["bucket"]["name"], key, stored.get("versionId") or stored.get("eTag", ""))
