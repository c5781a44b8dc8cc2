"""Task messages written without Celery, read by Celery itself."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from celery import Celery
from kombu.transport.virtual import Channel, Message

from deploy.functions.celery_message import encode_task

KWARGS = {"key": "incoming/7f/chair ö.glb", "bucket": "vitrine-uploads", "version": "v1"}


def envelope_of(body: str) -> dict[str, Any]:
    envelope: dict[str, Any] = json.loads(base64.b64decode(body))
    return envelope


def test_message_runs_the_named_task_with_its_keyword_arguments() -> None:
    application = Celery(set_as_current=False)
    received: list[Mapping[str, Any]] = []

    @application.task(name="a.doorbell")
    def doorbell(**given: str) -> None:
        received.append(given)

    body = encode_task("a.doorbell", KWARGS, queue="conversion")

    channel = application.connection_for_read("memory://").channel()
    assert isinstance(channel, Channel)
    message = Message(envelope_of(body), channel=channel)
    args, kwargs, _embedded = message.decode()
    application.tasks[message.headers["task"]](*args, **kwargs)

    assert received == [KWARGS]
    assert message.headers["id"] == message.properties["correlation_id"]


def test_message_has_an_id_of_its_own_each_time() -> None:
    bodies = [encode_task("catalog.relay_mirror", {}, queue="mirror") for _ in range(3)]

    assert len({envelope_of(body)["headers"]["id"] for body in bodies}) == 3


def test_message_with_a_given_id_is_the_same_to_the_byte() -> None:
    task_id = "0b0c5c8e-5a8c-4a6c-8b57-2d0a44a1b9c1"

    first, second = (encode_task("a.doorbell", KWARGS, queue="conversion", task_id=task_id) for _ in range(2))

    assert first == second
    assert envelope_of(first)["headers"]["id"] == task_id
