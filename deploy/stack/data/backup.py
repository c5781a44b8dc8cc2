"""AWS Backup: daily and monthly copies of what cannot be made again, in a vault under the shop's key."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_backup as backup
from aws_cdk import aws_events as events
from aws_cdk import aws_kms as kms
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.data.database import Database
from deploy.stack.data.mirror import Mirror


class Backups(Construct):
    """Besides the recovery to any second that database and table have themselves. S3 keeps versions."""

    def __init__(
        self, scope: Construct, settings: Settings, database: Database, mirror: Mirror, key: kms.IKey
    ) -> None:
        super().__init__(scope, "Backups")
        self.vault = backup.BackupVault(
            self, "Vault", encryption_key=key, removal_policy=cdk.RemovalPolicy.RETAIN
        )
        plan = backup.BackupPlan(self, "Plan", backup_vault=self.vault)
        plan.add_rule(
            backup.BackupPlanRule(
                rule_name="Daily",
                schedule_expression=events.Schedule.cron(hour="3", minute="0"),
                delete_after=cdk.Duration.days(35),
                copy_actions=self._copies(settings),
            )
        )
        plan.add_rule(
            backup.BackupPlanRule(
                rule_name="Monthly",
                schedule_expression=events.Schedule.cron(hour="4", minute="0", day="1"),
                delete_after=cdk.Duration.days(366),
            )
        )
        plan.add_selection(
            "Data",
            resources=[
                backup.BackupResource.from_rds_database_instance(database.instance),
                backup.BackupResource.from_dynamo_db_table(mirror.table),
            ],
        )

    def _copies(self, settings: Settings) -> list[backup.BackupPlanCopyActionProps]:
        """Where the region may be lost: the daily copy again, in a vault of another one."""
        if settings.recovery_vault_arn is None:
            return []
        vault = backup.BackupVault.from_backup_vault_arn(self, "Elsewhere", settings.recovery_vault_arn)
        return [
            backup.BackupPlanCopyActionProps(
                destination_backup_vault=vault, delete_after=cdk.Duration.days(35)
            )
        ]
