"""Lambda and EventBridge: what rings doorbells when S3, DynamoDB or the clock have something to tell."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from deploy.stack.data import Data
from deploy.stack.data.buckets import INCOMING
from deploy.stack.operations.logs import Logs

PROJECT: Final = Path(__file__).resolve().parents[3]
CODE: Final = PROJECT / "build" / "functions"
MEMORY_MIB: Final = 256
SECONDS: Final = 30
MOST_AT_ONCE: Final = 10


class Functions(Construct):
    """The functions of `deploy/functions`, each with a role, a log and a place for events it could not handle."""

    def __init__(self, scope: Construct, data: Data, logs: Logs) -> None:
        super().__init__(scope, "Functions")
        self._data, self._logs = data, logs
        self._code = lambda_.Code.from_asset(str(_staged()))
        self.upload_event = self._upload_event()
        self.catalog_purge: lambda_.Function | None = None

    def _upload_event(self) -> lambda_.Function:
        """S3 tells EventBridge of every new object; those below `incoming/` become messages for the workers."""
        queue = self._data.queues.alive["uploads"]
        function = self._function("UploadEvent", "upload_event", {"UPLOADS_QUEUE_URL": queue.queue_url})
        _let(function, ["sqs:SendMessage"], [queue.queue_arn])
        events.Rule(
            self,
            "Uploaded",
            description="A merchant's file has arrived",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [self._data.buckets.uploads.bucket_name]},
                    "object": {"key": [{"prefix": INCOMING}]},
                },
            ),
            targets=[
                targets.LambdaFunction(
                    function,
                    dead_letter_queue=self._data.queues.undelivered,
                    max_event_age=cdk.Duration.hours(6),
                    retry_attempts=10,
                )
            ],
        )
        return function

    def purge(self, distribution_id: str, distribution_arn: str) -> lambda_.Function:
        """Take changed pages out of CloudFront as the mirror's stream tells of them, in batches of some seconds."""
        function = self._function("CatalogPurge", "catalog_purge", {"DISTRIBUTION_ID": distribution_id})
        mirror = self._data.mirror
        _let(function, ["cloudfront:CreateInvalidation"], [distribution_arn])
        stream = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
        _let(function, stream, [mirror.stream_arn])
        lambda_.CfnEventSourceMapping(
            self,
            "Changes",
            function_name=function.function_arn,
            event_source_arn=mirror.stream_arn,
            starting_position="LATEST",
            batch_size=100,
            maximum_batching_window_in_seconds=5,
            bisect_batch_on_function_error=True,
            function_response_types=["ReportBatchItemFailures"],
            maximum_retry_attempts=10,
            maximum_record_age_in_seconds=3600,  # pages are ten minutes old at most anyway
            destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
                on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(
                    destination=self._data.queues.undelivered.queue_arn
                )
            ),
        ).node.add_dependency(function)
        self.catalog_purge = function
        return function

    def _function(self, name: str, module: str, variables: dict[str, str]) -> lambda_.Function:
        group = self._logs.group(name)
        function = lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            code=self._code,
            handler=f"deploy.functions.{module}.handler",
            environment=variables,
            environment_encryption=self._data.key,
            memory_size=MEMORY_MIB,
            timeout=cdk.Duration.seconds(SECONDS),
            reserved_concurrent_executions=MOST_AT_ONCE,
            log_group=group,
            role=iam.Role(self, f"{name}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")),
            dead_letter_queue=self._data.queues.undelivered,
            retry_attempts=2,
        )
        _let(function, ["logs:CreateLogStream", "logs:PutLogEvents"], [group.log_group_arn])
        _let(function, ["kms:Decrypt", "kms:GenerateDataKey"], [self._data.key.key_arn])
        _let(function, ["sqs:SendMessage"], [self._data.queues.undelivered.queue_arn])
        return function


def _let(function: lambda_.Function, actions: Sequence[str], resources: Sequence[str]) -> None:
    function.add_to_role_policy(iam.PolicyStatement(actions=list(actions), resources=list(resources)))


def _staged() -> Path:
    """A folder that holds the functions alone, under the names by which they import each other."""
    shutil.rmtree(CODE, ignore_errors=True)
    package = CODE / "deploy" / "functions"
    package.mkdir(parents=True)
    shutil.copyfile(PROJECT / "deploy/__init__.py", CODE / "deploy/__init__.py")
    for file in sorted((PROJECT / "deploy/functions").glob("*.py")):
        shutil.copyfile(file, package / file.name)
    return CODE
