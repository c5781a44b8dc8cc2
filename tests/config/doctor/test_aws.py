"""Buckets, queues and tables of the emulator, each wrong in one way."""

import json
import uuid
from typing import Any

import boto3
import pytest
from django.conf import settings as project_settings
from pytest_django import Settings

from config.doctor import mirror, queues, storage
from config.doctor.examination import Trouble


def aws(service: str) -> Any:  # noqa: ANN401  # of whichever service
    return boto3.client(service, endpoint_url=project_settings.AWS_ENDPOINT_URL)  # type: ignore[call-overload]  # any service


@pytest.fixture
def name() -> str:
    return f"doctor-{uuid.uuid4()}"


@pytest.fixture
def bucket(name: str, settings: Settings) -> str:
    """The bucket for uploads and for assets, without rules or policy."""
    aws("s3").create_bucket(Bucket=name)
    settings.UPLOADS_BUCKET = settings.ASSETS_BUCKET = name
    return name


def allow(bucket: str, method: str, origin: str) -> None:
    rule = {"AllowedOrigins": [origin], "AllowedMethods": [method]}
    aws("s3").put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


def test_buckets_of_the_stack_are_well() -> None:
    assert "is private" in storage.check_uploads_bucket()
    assert "is there" in storage.check_assets_bucket()


@pytest.mark.parametrize("check", [storage.check_uploads_bucket, storage.check_assets_bucket])
def test_missing_bucket_is_named(check: Any, settings: Settings) -> None:  # noqa: ANN401  # one of two functions
    settings.UPLOADS_BUCKET = settings.ASSETS_BUCKET = "no-such-bucket"

    with pytest.raises(Trouble, match="no-such-bucket"):
        check()


def test_uploads_that_no_page_may_send_are_told(bucket: str) -> None:
    with pytest.raises(Trouble, match="does not let pages"):
        storage.check_uploads_bucket()
    allow(bucket, "POST", "https://elsewhere.example")
    with pytest.raises(Trouble, match="does not let pages"):
        storage.check_uploads_bucket()
    allow(bucket, "POST", project_settings.SITE_URL)

    assert "is private" in storage.check_uploads_bucket()


def test_assets_that_no_page_may_read_are_told(bucket: str) -> None:
    with pytest.raises(Trouble, match="does not let pages"):
        storage.check_assets_bucket()


def test_uploads_that_anybody_may_read_are_told(bucket: str) -> None:
    allow(bucket, "POST", project_settings.SITE_URL)
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    aws("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))

    with pytest.raises(Trouble, match="Anybody may read"):
        storage.check_uploads_bucket()


def make_queue(name: str, **attributes: str) -> str:
    return str(aws("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def redrive_to(name: str) -> str:
    return json.dumps(
        {"deadLetterTargetArn": f"arn:aws:sqs:us-east-1:000000000000:{name}", "maxReceiveCount": "4"}
    )


@pytest.mark.parametrize("queue", ["orders", "mirror", "uploads", "conversion", "search"])
def test_queues_of_the_stack_are_well(queue: str) -> None:
    assert "none dead" in queues.check_queue(queue)


def test_missing_queue_is_named(settings: Settings) -> None:
    settings.QUEUE_URLS = {"orders": f"{project_settings.AWS_ENDPOINT_URL}/000000000000/no-such-queue"}

    with pytest.raises(Trouble, match="The queue orders") as trouble:
        queues.check_queue("orders")
    assert "ORDERS_QUEUE_URL" in trouble.value.advice


def test_queue_without_a_dead_letter_queue_is_told(name: str, settings: Settings) -> None:
    settings.QUEUE_URLS = {"orders": make_queue(name, VisibilityTimeout="60")}

    with pytest.raises(Trouble, match="no dead-letter queue"):
        queues.check_queue("orders")


def test_queue_that_hides_too_briefly_is_told(name: str, settings: Settings) -> None:
    settings.QUEUE_URLS = {"orders": make_queue(name, VisibilityTimeout="5")}

    with pytest.raises(Trouble, match="for 5 seconds only"):
        queues.check_queue("orders")


def test_dead_letter_queue_that_is_gone_is_told(name: str, settings: Settings) -> None:
    make_queue(f"{name}-d")
    settings.QUEUE_URLS = {
        "orders": make_queue(name, VisibilityTimeout="60", RedrivePolicy=redrive_to(f"{name}-d"))
    }
    aws("sqs").delete_queue(QueueUrl=aws("sqs").get_queue_url(QueueName=f"{name}-d")["QueueUrl"])

    with pytest.raises(Trouble, match="The dead-letter queue of orders"):
        queues.check_queue("orders")


def test_dead_letters_are_counted(name: str, settings: Settings) -> None:
    dead = make_queue(f"{name}-d")
    settings.QUEUE_URLS = {
        "orders": make_queue(name, VisibilityTimeout="60", RedrivePolicy=redrive_to(f"{name}-d"))
    }
    for number in range(2):
        aws("sqs").send_message(QueueUrl=dead, MessageBody=str(number))

    with pytest.raises(Trouble, match="2 messages of orders failed"):
        queues.check_queue("orders")


def make_table(name: str, *, key: str = "pk", indexes: tuple[str, ...] = ("listing", "shop")) -> None:
    """Like the mirror's, but for what is asked, and without a stream."""
    attributes = {key, "rank", *indexes} if indexes else {key}
    described: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": one, "AttributeType": "S"} for one in sorted(attributes)],
    }
    if indexes:
        described["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": index, "KeyType": "HASH"},
                    {"AttributeName": "rank", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in indexes
        ]
    aws("dynamodb").create_table(**described)


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ({"key": "id"}, "The key of"),
        ({"indexes": ()}, "no index listing"),
        ({"indexes": ("listing",)}, "no index shop"),
        ({}, "no stream"),
    ],
)
def test_table_of_another_shape_is_told(
    shape: dict[str, Any], told: str, name: str, settings: Settings
) -> None:
    make_table(name, **shape)
    settings.MIRROR_TABLE = name

    with pytest.raises(Trouble, match=told):
        mirror.check_mirror()


def test_table_of_the_stack_is_well(settings: Settings) -> None:
    settings.MIRROR_TABLE = "vitrine-mirror"

    assert mirror.check_mirror().startswith("vitrine-mirror is active")


def test_missing_table_is_named(settings: Settings) -> None:
    settings.MIRROR_TABLE = "no-such-table"

    with pytest.raises(Trouble, match="no-such-table"):
        mirror.check_mirror()
