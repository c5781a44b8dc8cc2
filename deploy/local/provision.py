"""Buckets, queues, table and Lambda of the local stack. Everything may be provisioned twice."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from deploy.local.environment import ASSETS_BUCKET, MIRROR_TABLE, QUEUES, UPLOADS_BUCKET
from deploy.local.errors import StackError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

FUNCTION: Final = "vitrine-upload-event"
INCOMING_PREFIX: Final = "incoming/"
FORTNIGHT_SECONDS: Final = 14 * 24 * 3600
# A conversion takes minutes and its worker extends this while it works; the others take a moment.
VISIBILITY_SECONDS: Final[Mapping[str, int]] = {"vitrine-conversion": 120, "vitrine-search": 120}
DEFAULT_VISIBILITY_SECONDS: Final = 60
ATTEMPTS_BEFORE_DEAD: Final = 5
PROJECT: Final = Path(__file__).resolve().parents[2]
FUNCTION_FILES: Final = (
    "deploy/__init__.py",
    "deploy/functions/__init__.py",
    "deploy/functions/celery_message.py",
    "deploy/functions/upload_event.py",
)


@dataclass(frozen=True)
class Provisioned:
    """What the shop must know: queue addresses by queue name, and whether the mirror's table had to be made."""

    queue_urls: Mapping[str, str]
    table_is_new: bool


def provision(endpoint_url: str, *, site_url: str) -> Provisioned:
    """Make what is missing at this AWS endpoint; raise StackError when it refuses."""
    session = boto3.session.Session(
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the emulator's, which knows no secrets
        region_name="us-east-1",
    )
    patience = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 3})
    s3: S3Client = session.client("s3", endpoint_url=endpoint_url, config=patience)
    sqs: SQSClient = session.client("sqs", endpoint_url=endpoint_url, config=patience)
    dynamodb: DynamoDBClient = session.client("dynamodb", endpoint_url=endpoint_url, config=patience)
    functions: LambdaClient = session.client("lambda", endpoint_url=endpoint_url, config=patience)
    try:
        queue_urls = {queue: _make_queue(sqs, queue) for queue in QUEUES}
        _make_buckets(s3, site_url)
        table_is_new = _make_table(dynamodb)
        function_arn = _deploy_function(functions, queue_urls["vitrine-uploads"])
        _ring_on_upload(s3, function_arn)
    except (ClientError, BotoCoreError) as error:
        raise StackError(f"The AWS endpoint {endpoint_url} could not be prepared: {error}") from error
    return Provisioned(queue_urls, table_is_new)


def _make_queue(sqs: SQSClient, queue: str) -> str:
    """Make a queue and its dead-letter queue; return the queue's address."""
    dead_url = sqs.create_queue(QueueName=f"{queue}-dead")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=dead_url, Attributes={"MessageRetentionPeriod": str(FORTNIGHT_SECONDS)})
    dead_arn = sqs.get_queue_attributes(QueueUrl=dead_url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    queue_url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    redrive = {"deadLetterTargetArn": dead_arn, "maxReceiveCount": str(ATTEMPTS_BEFORE_DEAD)}
    visibility = VISIBILITY_SECONDS.get(queue, DEFAULT_VISIBILITY_SECONDS)
    sqs.set_queue_attributes(
        QueueUrl=queue_url,
        Attributes={"VisibilityTimeout": str(visibility), "RedrivePolicy": json.dumps(redrive)},
    )
    return queue_url


def _make_buckets(s3: S3Client, site_url: str) -> None:
    existing = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    for bucket in (UPLOADS_BUCKET, ASSETS_BUCKET):
        if bucket not in existing:
            s3.create_bucket(Bucket=bucket)
    s3.put_bucket_cors(
        Bucket=UPLOADS_BUCKET,
        CORSConfiguration={
            "CORSRules": [
                {
                    "AllowedOrigins": [site_url],
                    "AllowedMethods": ["POST", "PUT"],
                    "AllowedHeaders": ["*"],
                    "ExposeHeaders": ["ETag"],
                }
            ]
        },
    )
    s3.put_bucket_cors(
        Bucket=ASSETS_BUCKET,
        CORSConfiguration={
            "CORSRules": [
                {"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"], "AllowedHeaders": ["*"]}
            ]
        },
    )
    public_reading = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{ASSETS_BUCKET}/*",
            }
        ],
    }
    s3.put_bucket_policy(Bucket=ASSETS_BUCKET, Policy=json.dumps(public_reading))


def _make_table(dynamodb: DynamoDBClient) -> bool:
    """Make the mirror's table unless it is there; tell whether it was made."""
    if MIRROR_TABLE in dynamodb.list_tables()["TableNames"]:
        return False
    dynamodb.create_table(
        TableName=MIRROR_TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "listing", "AttributeType": "S"},
            {"AttributeName": "shop", "AttributeType": "S"},
            {"AttributeName": "rank", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "listing",
                "KeySchema": [
                    {"AttributeName": "listing", "KeyType": "HASH"},
                    {"AttributeName": "rank", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            },
            {
                "IndexName": "shop",
                "KeySchema": [
                    {"AttributeName": "shop", "KeyType": "HASH"},
                    {"AttributeName": "rank", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            },
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    dynamodb.get_waiter("table_exists").wait(
        TableName=MIRROR_TABLE, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    return True


def _deploy_function(functions: LambdaClient, queue_url: str) -> str:
    """Deploy the upload-event Lambda as it is in this checkout; return its ARN."""
    code = _zipped(FUNCTION_FILES)
    settings = {"UPLOADS_QUEUE_URL": queue_url}
    try:
        functions.get_function(FunctionName=FUNCTION)
    except functions.exceptions.ResourceNotFoundException:
        return functions.create_function(
            FunctionName=FUNCTION,
            Runtime="python3.11",
            Handler="deploy.functions.upload_event.handler",
            Role="arn:aws:iam::000000000000:role/vitrine-upload-event",
            Code={"ZipFile": code},
            Environment={"Variables": settings},
            Timeout=30,
            MemorySize=256,
        )["FunctionArn"]
    functions.update_function_code(FunctionName=FUNCTION, ZipFile=code)
    return functions.update_function_configuration(
        FunctionName=FUNCTION, Environment={"Variables": settings}
    )["FunctionArn"]


def _zipped(files: tuple[str, ...]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files:
            archive.write(PROJECT / name, name)
    return buffer.getvalue()


def _ring_on_upload(s3: S3Client, function_arn: str) -> None:
    """Have the Lambda called for each object that arrives."""
    s3.put_bucket_notification_configuration(
        Bucket=UPLOADS_BUCKET,
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {
                    "Id": FUNCTION,
                    "LambdaFunctionArn": function_arn,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": INCOMING_PREFIX}]}},
                }
            ]
        },
    )
