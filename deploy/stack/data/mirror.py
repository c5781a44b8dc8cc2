"""DynamoDB: the catalogue's documents, as `catalog/mirror/table.py` reads and writes them."""

from __future__ import annotations

from typing import Final, cast

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

INDEXES: Final = ("listing", "shop")


class Mirror(Construct):
    """The table, with a stream of its changes and recovery to any second of the last 35 days."""

    def __init__(self, scope: Construct, key: kms.IKey) -> None:
        super().__init__(scope, "Mirror")
        self.table = dynamodb.Table(
            self,
            "Table",
            partition_key=_text("pk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=key,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=True,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        for index in INDEXES:
            self.table.add_global_secondary_index(
                index_name=index, partition_key=_text(index), sort_key=_text("rank")
            )

    @property
    def stream_arn(self) -> str:
        """Where its changes can be read."""
        return cast("str", self.table.table_stream_arn)

    @property
    def index_arns(self) -> list[str]:
        """The indexes by name, so that nobody needs a pattern."""
        return [f"{self.table.table_arn}/index/{index}" for index in INDEXES]


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
