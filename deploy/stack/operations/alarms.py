"""CloudWatch alarms over the table of measures. Each tells the topic when it begins and when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.operations.measures import Measure

RUNBOOKS: Final = "deploy/runbooks"
SILENCE: Final = {
    "fine": cloudwatch.TreatMissingData.NOT_BREACHING,
    "bad": cloudwatch.TreatMissingData.BREACHING,
}


class Alarms(Construct):
    """One alarm a measure. Its description is what whoever is woken reads first: what is wrong, and where to look."""

    def __init__(
        self, scope: Construct, settings: Settings, measures: Sequence[Measure], topic: sns.ITopic
    ) -> None:
        super().__init__(scope, "Alarms")
        tell = actions.SnsAction(topic)
        for measure in measures:
            alarm = cloudwatch.Alarm(
                self,
                measure.name,
                alarm_name=f"vitrine-{settings.environment}-{measure.name}",
                alarm_description=f"{measure.sentence}. What to do: {RUNBOOKS}/{measure.runbook}.md",
                metric=measure.metric,
                threshold=measure.threshold,
                evaluation_periods=_periods(measure),
                comparison_operator=(
                    cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
                    if measure.is_too_little
                    else cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
                ),
                treat_missing_data=SILENCE[measure.silence],
            )
            alarm.add_alarm_action(tell)
            alarm.add_ok_action(tell)


def _periods(measure: Measure) -> int:
    period = measure.metric.to_metric_config().metric_stat
    minutes = period.period.to_minutes() if period else 1
    return max(1, round(measure.minutes / minutes))
