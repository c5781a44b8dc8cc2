"""The Lambda that turns an upload into a message for those who look at it."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from deploy.functions.upload_event import Arrival, UnknownEvent, arrivals, handler

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


def test_handler_raises_when_the_queue_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("UPLOADS_QUEUE_URL", "http://127.0.0.1:9/000000000000/vitrine-uploads")

    with pytest.raises(EndpointConnectionError):
        handler(EVENTBRIDGE, None)
