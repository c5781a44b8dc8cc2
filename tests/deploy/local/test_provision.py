"""What the local stack offers in place of AWS, asked of the emulator itself."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import boto3
import pytest
from kombu import Connection
from kombu.transport.virtual import Channel, Message

from deploy.local.provision import Provisioned, provision
from deploy.local.stack import running_stack

KEY = "incoming/7f/chair with arms+ö.glb"
GIVEN = {"DATABASE_URL": "postgres://not/needed", "REDIS_URL": "redis://not/needed"}


@pytest.fixture(scope="module")
def endpoint_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An AWS emulator of our own: a shared one has workers that take messages away."""
    with running_stack(tmp_path_factory.mktemp("stack"), given=GIVEN, durable=False) as stack:
        yield stack.endpoints.aws_endpoint_url


@pytest.fixture(scope="module")
def provisioned(endpoint_url: str) -> Provisioned:
    return provision(endpoint_url, site_url="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def session() -> boto3.session.Session:
    return boto3.session.Session("test", "test", region_name="us-east-1")


def test_provision_may_be_repeated(endpoint_url: str, provisioned: Provisioned) -> None:
    again = provision(endpoint_url, site_url="http://127.0.0.1:8000")

    assert provisioned.table_is_new
    assert again == Provisioned(provisioned.queue_urls, table_is_new=False)


def test_an_upload_reaches_the_uploads_queue_as_a_task(
    endpoint_url: str, session: boto3.session.Session, provisioned: Provisioned
) -> None:
    url = provisioned.queue_urls["vitrine-uploads"]
    etag = (
        session.client("s3", endpoint_url=endpoint_url)
        .put_object(Bucket="vitrine-uploads", Key=KEY, Body=b"glTF")["ETag"]
        .strip('"')
    )

    with Connection(
        endpoint_url.replace("http://", "sqs://test:test@"),
        transport_options={
            "region": "us-east-1",
            "is_secure": False,
            "wait_time_seconds": 0,
            "predefined_queues": {"uploads": {"url": url}},
        },
    ) as broker:
        message = _next_message(broker, "uploads")

    assert message.headers["task"] == "assets3d.finish_upload"
    args, kwargs, _embedded = message.decode()
    assert (args, kwargs) == ([], {"bucket": "vitrine-uploads", "key": KEY, "version": etag})


def test_an_object_outside_the_incoming_prefix_rings_nobody(
    endpoint_url: str, session: boto3.session.Session, provisioned: Provisioned
) -> None:
    url = provisioned.queue_urls["vitrine-uploads"]
    sqs = session.client("sqs", endpoint_url=endpoint_url)
    sqs.purge_queue(QueueUrl=url)

    session.client("s3", endpoint_url=endpoint_url).put_object(
        Bucket="vitrine-uploads", Key="kept/chair.glb", Body=b"glTF"
    )

    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2)


@pytest.mark.parametrize(
    ("queue", "visibility"),
    [
        ("vitrine-orders", "60"),
        ("vitrine-mirror", "60"),
        ("vitrine-uploads", "60"),
        ("vitrine-conversion", "120"),
        ("vitrine-search", "120"),
    ],
)
def test_queues_set_failing_messages_aside(
    endpoint_url: str, session: boto3.session.Session, provisioned: Provisioned, queue: str, visibility: str
) -> None:
    url = provisioned.queue_urls[queue]

    attributes = session.client("sqs", endpoint_url=endpoint_url).get_queue_attributes(
        QueueUrl=url, AttributeNames=["All"]
    )["Attributes"]

    assert attributes["VisibilityTimeout"] == visibility
    assert json.loads(attributes["RedrivePolicy"]) == {
        "deadLetterTargetArn": f"arn:aws:sqs:us-east-1:000000000000:{queue}-dead",
        "maxReceiveCount": "5",
    }


def test_assets_are_public_for_reading(
    endpoint_url: str, session: boto3.session.Session, provisioned: Provisioned
) -> None:
    session.client("s3", endpoint_url=endpoint_url).put_object(
        Bucket="vitrine-assets", Key="ab/chair.glb", Body=b"glTF"
    )

    with urllib.request.urlopen(  # noqa: S310 - the emulator's address
        f"{endpoint_url}/vitrine-assets/ab/chair.glb", timeout=30
    ) as response:
        assert response.read() == b"glTF"


def _next_message(broker: Connection, queue: str) -> Message:
    channel = broker.channel()
    assert isinstance(channel, Channel)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        message = channel.basic_get(queue)
        if isinstance(message, Message):
            return message
        time.sleep(0.1)
    raise AssertionError(f"nothing arrived in {queue}")
