"""The Lambda that turns an upload into a message for the conversion worker."""

from __future__ import annotations

import base64
import json
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from celery import Celery
from kombu.transport.virtual.base import Channel, Message
from kombu.utils.json import loads

from deploy.functions import upload_event
from deploy.functions.celery_message import encode_task
from deploy.functions.upload_event import Arrival, UnknownEvent, arrivals

KEY = "incoming/7f/chair with arms+ö.glb"
NOTIFICATION = {
    "Records": [
        {
            "eventName": "ObjectCreated:CompleteMultipartUpload",
            "s3": {
                "bucket": {"name": "vitrine-uploads"},
                "object": {"key": "incoming/7f/chair+with+arms%2B%C3%B6.glb", "eTag": "abc", "size": 12},
            },
        }
    ]
}
EVENTBRIDGE = {
    "detail-type": "Object Created",
    "source": "aws.s3",
    "detail": {
        "bucket": {"name": "vitrine-uploads"},
        "object": {"key": KEY, "etag": "abc", "version-id": "v1", "size": 12},
    },
}


def test_arrivals_decode_the_key_of_a_notification() -> None:
    assert list(arrivals(NOTIFICATION)) == [Arrival("vitrine-uploads", KEY, "abc")]


def test_arrivals_take_the_key_of_an_eventbridge_event_as_it_is() -> None:
    assert list(arrivals(EVENTBRIDGE)) == [Arrival("vitrine-uploads", KEY, "v1")]


def test_arrivals_ignore_the_event_that_tests_a_new_notification() -> None:
    assert list(arrivals({"Service": "Amazon S3", "Event": "s3:TestEvent"})) == []


@pytest.mark.parametrize(
    "event",
    [
        {"detail-type": "Object Deleted", "detail": {}},
        {"Records": [{"eventName": "ObjectRemoved:Delete"}]},
        {},
    ],
)
def test_arrivals_refuse_events_about_anything_else(event: Mapping[str, Any]) -> None:
    with pytest.raises(UnknownEvent):
        list(arrivals(event))


def test_message_runs_the_task_in_a_real_worker_application() -> None:
    kwargs = {"key": KEY, "bucket": "vitrine-uploads", "version": "v1"}
    envelope = loads(base64.b64decode(encode_task("assets3d.finish_upload", kwargs, queue="conversion")))
    application = Celery(set_as_current=False)
    received: list[Mapping[str, Any]] = []

    @application.task(name="assets3d.finish_upload")
    def finish_upload(**later: str) -> None:
        received.append(later)

    message = Message(envelope, channel=Channel.__new__(Channel))
    args, decoded, embedded = message.decode()
    application.tasks[message.headers["task"]](*args, **decoded)

    assert received == [kwargs]
    assert embedded == {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    assert message.headers["id"] == message.properties["correlation_id"]
