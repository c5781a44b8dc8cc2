"""What the containers may do, said statement by statement: named actions on named things."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from deploy.stack.container import ContainerEnvironment
from deploy.stack.data import Data
from deploy.stack.data.buckets import INCOMING, RENDITIONS

READ_MIRROR = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:DescribeTable")


class Permissions(Construct):
    """Policies by who has them: programs of the shop (`web`, `worker`), and the platform that starts them (`start`).

    Programs of an environment that is traced have one more, which their collector acts under.
    """

    def __init__(
        self,
        scope: Construct,
        data: Data,
        repositories: Sequence[ecr.IRepository],
        environment: ContainerEnvironment,
        log_groups: Sequence[logs.ILogGroup],
    ) -> None:
        super().__init__(scope, "Permissions")
        self._data, self._environment = data, environment
        web = iam.ManagedPolicy(
            self,
            "Web",
            description="Shows the catalogue, takes uploads and rings doorbells",
            statements=[*self._both(), *self._web()],
        )
        worker = iam.ManagedPolicy(
            self,
            "Worker",
            description="Does the work and writes the mirror",
            statements=[*self._both(), *self._worker()],
        )
        self.start = iam.ManagedPolicy(
            self,
            "Start",
            description="Fetches an image and the secrets of its environment, and opens its log",
            statements=self._start(repositories, log_groups),
        )
        tracing = [self._tracing()] if environment.is_traced else []
        self.web, self.worker = [web, *tracing], [worker, *tracing]

    def role(self, name: str, service: str, *policies: iam.IManagedPolicy) -> iam.Role:
        """A role for a service of AWS with these policies and no others: what constructs would add is left out."""
        return iam.Role(self, name, assumed_by=iam.ServicePrincipal(service), managed_policies=list(policies))

    def _tracing(self) -> iam.ManagedPolicy:
        # No rules of sampling: the collector hands on what programs send, and they do not ask X-Ray what to send.
        send = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        return iam.ManagedPolicy(
            self,
            "Tracing",
            description="Hands traces on to X-Ray",
            statements=[_may(send, ["*"])],  # X-Ray has nothing that they could be limited to
        )

    def _both(self) -> list[iam.PolicyStatement]:
        data = self._data
        queues = [queue.queue_arn for queue in data.queues.alive.values()]
        dead = [queue.queue_arn for queue in data.queues.dead.values()]
        buckets = [data.buckets.uploads.bucket_arn, data.buckets.assets.bucket_arn]
        mirror = [data.mirror.table.table_arn, *data.mirror.index_arns]
        # App Runner fetches an environment's secrets under the role of the program itself.
        given = [secret.secret_arn for secret in self._environment.secrets.values()]
        secrets = [*self._environment.read_later, *given]
        return [
            _may(["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"], queues),
            # To ask whether a bucket or an object is there, and, for the doctor, whether it is as it should be.
            _may(["s3:ListBucket", "s3:GetBucketCORS", "s3:GetBucketPolicy"], buckets),
            _may(["sqs:GetQueueAttributes", "sqs:GetQueueUrl"], dead),
            _may(READ_MIRROR, mirror),
            _may(["secretsmanager:GetSecretValue"], secrets),
            _may(["kms:Decrypt", "kms:GenerateDataKey"], [data.key.key_arn]),
        ]

    def _web(self) -> list[iam.PolicyStatement]:
        # Who signs a permission to upload must have it.
        uploads = self._data.buckets.uploads.arn_for_objects(f"{INCOMING}*")
        return [_may(["s3:PutObject", "s3:GetObject"], [uploads])]

    def _worker(self) -> list[iam.PolicyStatement]:
        data = self._data
        queues = [queue.queue_arn for queue in data.queues.alive.values()]
        uploads = data.buckets.uploads.arn_for_objects(f"{INCOMING}*")
        assets = data.buckets.assets.arn_for_objects(f"{RENDITIONS}*")
        take = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
        return [
            _may(take, queues),
            # Pictures of lists are put where merchants' own are.
            _may(["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], [uploads]),
            _may(["s3:PutObject", "s3:GetObject"], [assets]),
            _may(["dynamodb:PutItem", "dynamodb:Scan"], [data.mirror.table.table_arn]),
            _may(["ses:SendEmail", "ses:SendRawEmail"], [self._mail_identity()]),
        ]

    def _mail_identity(self) -> str:
        """The shop's domain as SES knows it: e-mails come from there and from nowhere else."""
        domain = self._environment.variables["ALLOWED_HOSTS"]
        return cdk.Stack.of(self).format_arn(service="ses", resource="identity", resource_name=domain)

    def _start(
        self, repositories: Sequence[ecr.IRepository], log_groups: Sequence[logs.ILogGroup]
    ) -> list[iam.PolicyStatement]:
        pull = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
        return [
            _may(["ecr:GetAuthorizationToken"], ["*"]),  # it belongs to the account, not to a repository
            _may([*pull, "ecr:DescribeImages"], [repository.repository_arn for repository in repositories]),
            _may(
                ["secretsmanager:GetSecretValue"],
                [secret.secret_arn for secret in self._environment.secrets.values()],
            ),
            _may(["kms:Decrypt"], [self._data.key.key_arn]),
            _may(
                ["logs:CreateLogStream", "logs:PutLogEvents"], [group.log_group_arn for group in log_groups]
            ),
        ]


def _may(actions: Sequence[str], resources: Sequence[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=list(actions), resources=list(resources))
