"""Ringing doorbells by the clock."""

from itertools import islice

import boto3
import pytest
from botocore.stub import Stubber

from deploy.functions.tick import tick_message
from deploy.local.clock import due_rings, ring

MIRROR_URL = "https://sqs.us-east-1.amazonaws.com/000000000000/vitrine-mirror"


def test_due_rings_rings_each_task_at_once_and_then_at_its_own_pace() -> None:
    times = iter([0.0, 0.0, 4.0, 5.0, 9.0, 30.0])
    schedule = {"catalog.relay_mirror": (5, "mirror"), "orders.expire_unpaid_orders": (30, "orders")}

    rings = list(islice(due_rings(schedule, lambda: next(times)), 5))

    both = ["catalog.relay_mirror", "orders.expire_unpaid_orders"]
    assert rings == [both, [], ["catalog.relay_mirror"], [], both]


def test_ring_sends_the_message_that_the_scheduler_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRROR_QUEUE_URL", MIRROR_URL)
    sqs = boto3.client("sqs", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    body = tick_message("catalog.relay_mirror", queue="mirror")

    with Stubber(sqs) as stubber:
        stubber.add_response("send_message", {}, {"QueueUrl": MIRROR_URL, "MessageBody": body})
        ring(sqs, "catalog.relay_mirror")

        stubber.assert_no_pending_responses()


def test_ring_goes_on_when_a_queue_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MIRROR_QUEUE_URL", MIRROR_URL)
    sqs = boto3.client("sqs", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")

    with Stubber(sqs) as stubber:
        stubber.add_client_error("send_message", "ServiceUnavailable", http_status_code=503)
        ring(sqs, "catalog.relay_mirror")

    assert "could not ring for catalog.relay_mirror" in caplog.text
