"""The template's own queues, table, buckets, rule and function, in the AWS emulator, used by a real worker."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import boto3
import pytest
from django.conf import settings as django_settings
from django.db import connection
from mypy_boto3_sqs import SQSClient
from pytest_django import Settings

from assets3d.models import Conversion, Source
from assets3d.states import ConversionState, SourceState
from tests.deploy.stack.data_plane import DataPlane, deploy
from tests.deploy.stack.templates import Template
from tests.factories.assets3d import AssetFactory, send
from tests.factories.glb import build_glb
from tests.journeys import processes
from tests.waiting import wait_for

REPEATS = 5


# Once a process: tests that are handed from one to another may come to this file more than once.
@pytest.fixture(scope="session")
def plane(templates: dict[tuple[str, str], Template]) -> DataPlane:
    """Staging's data plane, beside what the local stack has provisioned for itself."""
    return deploy(templates["staging", "apprunner"], str(django_settings.AWS_ENDPOINT_URL))


@pytest.fixture(scope="session")
def sqs(plane: DataPlane) -> SQSClient:
    return boto3.session.Session("test", "test", region_name="us-east-1").client(
        "sqs", endpoint_url=plane.endpoint_url
    )


@pytest.fixture
def worker(
    plane: DataPlane, settings: Settings, transactional_db: None, tmp_path: Path
) -> Iterator[processes.Process]:
    """A worker on the template's queues. This process writes to the template's buckets, too."""
    settings.UPLOADS_BUCKET = plane.find("DataBucketsUploads")
    settings.ASSETS_BUCKET = plane.find("DataBucketsAssets")
    database = connection.settings_dict
    secret = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    environment = {
        **os.environ,
        **plane.environment(),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"postgres://{quote(database['USER'])}{secret}@{database['HOST']}:{database['PORT']}"
        f"/{database['NAME']}",
        "REDIS_URL": str(django_settings.CACHES["default"]["LOCATION"]),
        "ASSETS_BASE_URL": f"{plane.endpoint_url}/{settings.ASSETS_BUCKET}",
    }
    log = tmp_path / "worker.log"
    with processes.worker(environment, log, queues="uploads,conversion") as process:
        yield process


@pytest.mark.slow
def test_an_upload_reaches_a_worker_and_is_converted_once_however_often_its_event_comes(
    plane: DataPlane, sqs: SQSClient, worker: processes.Process
) -> None:
    ticket = send(AssetFactory.create(), build_glb())
    _repeat_event(plane, ticket.key)  # while it is being looked at and converted
    wait_for("the conversion", lambda: _is_done(ticket.source_id), also=worker.output)
    before = list(Conversion.objects.order_by("pk").values())
    renditions = _stored(plane)

    _repeat_event(plane, ticket.key)  # and when all is done
    wait_for("an end of all messages", lambda: _is_quiet(sqs, plane), also=worker.output)

    assert Source.objects.get(pk=ticket.source_id).state == SourceState.RECEIVED
    assert list(Conversion.objects.order_by("pk").values()) == before
    assert _stored(plane) == renditions
    assert [each["attempts"] for each in before if not each["is_background"]] == [1]
    assert _waiting(sqs, plane.find("DataQueuesUploadsDead")) == 0


def test_a_message_that_nobody_can_do_goes_to_the_dead_letter_queue_after_four_receives(
    plane: DataPlane, sqs: SQSClient
) -> None:
    queue, dead = plane.find("DataQueuesOrders"), plane.find("DataQueuesOrdersDead")
    sqs.send_message(QueueUrl=queue, MessageBody="nobody understands this")

    received = 0
    while "Messages" in sqs.receive_message(QueueUrl=queue, VisibilityTimeout=0, WaitTimeSeconds=1):
        received += 1

    assert received == 4
    (message,) = sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=5)["Messages"]
    assert message["Body"] == "nobody understands this"


def test_the_table_takes_what_the_mirror_writes(plane: DataPlane) -> None:
    dynamodb = boto3.session.Session("test", "test", region_name="us-east-1").client(
        "dynamodb", endpoint_url=plane.endpoint_url
    )
    table = plane.find("DataMirrorTable")
    for rank in ("1", "2"):
        dynamodb.put_item(
            TableName=table,
            Item={
                "pk": {"S": f"product#{rank}"},
                "listing": {"S": "chairs"},
                "shop": {"S": "all"},
                "rank": {"S": rank},
            },
        )

    for index, partition in (("listing", "chairs"), ("shop", "all")):
        answer = dynamodb.query(
            TableName=table,
            IndexName=index,
            KeyConditionExpression="#partition = :partition",
            ExpressionAttributeNames={"#partition": index},
            ExpressionAttributeValues={":partition": {"S": partition}},
            ScanIndexForward=False,
        )
        assert [item["rank"]["S"] for item in answer["Items"]] == ["2", "1"]


def _repeat_event(plane: DataPlane, key: str) -> None:
    """Have the deployed function handle the same event of S3 some times more, as EventBridge may."""
    functions = boto3.session.Session("test", "test", region_name="us-east-1").client(
        "lambda", endpoint_url=plane.endpoint_url
    )
    event = {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {
            "bucket": {"name": plane.find("DataBucketsUploads")},
            "object": {"key": key, "etag": "the same"},
        },
    }
    for _ in range(REPEATS):
        answer = functions.invoke(
            FunctionName=plane.find("FunctionsUploadEvent"), Payload=json.dumps(event).encode()
        )
        assert json.loads(answer["Payload"].read()) == {"sent": 1}


def _is_done(source_id: int) -> bool:
    conversion = Source.objects.get(pk=source_id).conversion
    return conversion is not None and conversion.state == ConversionState.DONE


def _is_quiet(sqs: SQSClient, plane: DataPlane) -> bool:
    queues = (plane.find("DataQueuesUploads"), plane.find("DataQueuesConversion"))
    return sum(_waiting(sqs, queue) for queue in queues) == 0


def _waiting(sqs: SQSClient, queue: str) -> int:
    """Messages that wait or are in hand."""
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    waiting, in_hand = (
        attributes["ApproximateNumberOfMessages"],
        attributes["ApproximateNumberOfMessagesNotVisible"],
    )
    return int(waiting) + int(in_hand)


def _stored(plane: DataPlane) -> list[str]:
    """Keys of the renditions that are stored."""
    s3 = boto3.session.Session("test", "test", region_name="us-east-1").client(
        "s3", endpoint_url=plane.endpoint_url
    )
    listed = s3.list_objects_v2(Bucket=plane.find("DataBucketsAssets"))
    return sorted(each["Key"] for each in listed["Contents"])
