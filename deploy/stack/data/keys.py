"""The one key under which the shop's data lies, and the secrets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

# Services that put encrypted messages into the shop's topic and queues on their own behalf.
MESSENGERS: Final = (
    "budgets.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "costalerts.amazonaws.com",
    "events.amazonaws.com",
)
LOGGING: Final = (
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:DescribeKey",
)


class DataKey(Construct):
    """A customer key that AWS renews every year. Roles get at it through their own statements."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "DataKey")
        stack = cdk.Stack.of(self)
        self.key = kms.Key(
            self,
            "Key",
            description=f"Data of {stack.stack_name}",
            enable_key_rotation=True,
            rotation_period=cdk.Duration.days(365),
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        log_groups = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:*"
        self._let(
            "LogGroups",
            [f"logs.{stack.region}.amazonaws.com"],
            LOGGING,
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
        )
        self._let(
            "Messengers",
            MESSENGERS,
            ["kms:Decrypt", "kms:GenerateDataKey"],
            {"StringEquals": {"aws:SourceAccount": stack.account}},
        )

    def _let(
        self,
        name: str,
        services: Sequence[str],
        actions: Sequence[str],
        conditions: dict[str, dict[str, str]],
    ) -> None:
        self.key.add_to_resource_policy(
            iam.PolicyStatement(
                sid=name,
                principals=[iam.ServicePrincipal(service) for service in services],
                actions=list(actions),
                resources=["*"],  # in a key's own policy: this key
                conditions=conditions,
            )
        )
