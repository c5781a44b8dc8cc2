"""Where programs write: log groups that are encrypted with the shop's key and forget after a year."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from deploy.settings import Settings


class Logs(Construct):
    """Makes the log groups of an environment, all of one kind."""

    def __init__(self, scope: Construct, settings: Settings, key: kms.IKey) -> None:
        super().__init__(scope, "Logs")
        self._settings, self._key = settings, key
        self.network = self.group("Network")

    def group(self, name: str, *, fixed_name: str | None = None) -> logs.LogGroup:
        """A log group; `fixed_name` where AWS prescribes how it is called."""
        return logs.LogGroup(
            self,
            name,
            log_group_name=fixed_name,
            encryption_key=self._key,
            retention=_retention(self._settings.log_days),
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )


def _retention(days: int) -> logs.RetentionDays:
    """CDK's name for a number of days; KeyError where CloudWatch has no such step."""
    return {
        30: logs.RetentionDays.ONE_MONTH,
        90: logs.RetentionDays.THREE_MONTHS,
        365: logs.RetentionDays.ONE_YEAR,
        731: logs.RetentionDays.TWO_YEARS,
    }[days]
