"""RDS for PostgreSQL: the truth."""

from __future__ import annotations

from typing import Final, cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.network import DATABASE_PORT, Network
from deploy.stack.operations.logs import Logs

NAME: Final = "vitrine"
INSIGHT_DAYS: Final = 7


class Database(Construct):
    """PostgreSQL in the data tier, encrypted, over TLS alone. RDS makes its password and changes it every week."""

    def __init__(self, scope: Construct, settings: Settings, network: Network, key: kms.IKey) -> None:
        super().__init__(scope, "Database")
        size = settings.database
        engine = rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_18)
        self.instance = rds.DatabaseInstance(
            self,
            "Instance",
            instance_identifier=identifier(settings),
            engine=engine,
            instance_type=ec2.InstanceType(size.instance_type),
            vpc=network.vpc,
            vpc_subnets=network.data,
            security_groups=[network.database],
            port=DATABASE_PORT,
            database_name=NAME,
            credentials=rds.Credentials.from_username(NAME, encryption_key=key),
            manage_master_user_password=True,
            multi_az=size.is_multi_az,
            allocated_storage=size.storage_gib,
            max_allocated_storage=size.most_storage_gib,
            storage_type=rds.StorageType.GP3,
            storage_encrypted=True,
            storage_encryption_key=key,
            backup_retention=cdk.Duration.days(size.backup_days),
            copy_tags_to_snapshot=True,
            deletion_protection=True,
            delete_automated_backups=False,
            removal_policy=cdk.RemovalPolicy.RETAIN,
            auto_minor_version_upgrade=True,
            iam_authentication=True,
            cloudwatch_logs_exports=["postgresql"],
            monitoring_interval=cdk.Duration.seconds(60),
            enable_performance_insights=True,
            performance_insight_encryption_key=key,
            parameter_group=self._parameters(engine),
        )

    def _parameters(self, engine: rds.IInstanceEngine) -> rds.ParameterGroup:
        return rds.ParameterGroup(
            self,
            "Parameters",
            engine=engine,
            description="TLS for everyone; slow statements and locks in the log",
            parameters={
                "rds.force_ssl": "1",
                "log_min_duration_statement": "1000",
                "log_lock_waits": "1",
            },
        )

    @property
    def secret_arn(self) -> str:
        """The secret in which RDS keeps user name and password."""
        instance = cast("rds.CfnDBInstance", self.instance.node.default_child)
        return instance.attr_master_user_secret_secret_arn

    @property
    def url(self) -> str:
        """Address without user and password, which are read at connect time."""
        return (
            f"postgres://{self.instance.db_instance_endpoint_address}"
            f":{self.instance.db_instance_endpoint_port}/{NAME}?sslmode=require"
        )


def identifier(settings: Settings) -> str:
    """The instance's name, known beforehand, because its log group must be there first."""
    return f"vitrine-{settings.environment}"


def log_of(logs: Logs, settings: Settings) -> cdk.aws_logs.LogGroup:
    """The log group that RDS writes into, made by us so that it forgets."""
    return logs.group("Database", fixed_name=f"/aws/rds/instance/{identifier(settings)}/postgresql")
