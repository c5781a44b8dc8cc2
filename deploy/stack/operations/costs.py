"""Budgets and Cost Explorer: what the environment may cost, told before it does."""

from __future__ import annotations

import json
from typing import Final, Literal

from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_ce as ce
from aws_cdk import aws_sns as sns
from constructs import Construct

from deploy.settings import Settings

# Tags by which costs are told apart (`python -m deploy.costs actual`); the first deployment switches them on.
COST_TAG: Final = "Environment"
WARNINGS: Final[tuple[tuple[Literal["ACTUAL", "FORECASTED"], int], ...]] = (
    ("ACTUAL", 80),
    ("ACTUAL", 100),
    ("FORECASTED", 100),
)


class Costs(Construct):
    """A budget for the environment's tag, and a monitor that learns what is usual and tells what is not."""

    def __init__(self, scope: Construct, settings: Settings, topic: sns.ITopic) -> None:
        super().__init__(scope, "Costs")
        self._limit(settings, topic)
        self._watch(settings, topic)

    def _limit(self, settings: Settings, topic: sns.ITopic) -> None:
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_name=f"vitrine-{settings.environment}",
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=settings.budget_dollars, unit="USD"),
                cost_filters={"TagKeyValue": [f"user:{COST_TAG}${settings.environment}"]},
            ),
            notifications_with_subscribers=[
                budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=budgets.CfnBudget.NotificationProperty(
                        comparison_operator="GREATER_THAN",
                        notification_type=kind,
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[
                        budgets.CfnBudget.SubscriberProperty(address=topic.topic_arn, subscription_type="SNS")
                    ],
                )
                for kind, percent in WARNINGS
            ],
        )

    def _watch(self, settings: Settings, topic: sns.ITopic) -> None:
        monitor = ce.CfnAnomalyMonitor(
            self,
            "Monitor",
            monitor_name=f"vitrine-{settings.environment}",
            monitor_type="CUSTOM",
            monitor_specification=json.dumps(
                {"Tags": {"Key": COST_TAG, "Values": [settings.environment], "MatchOptions": ["EQUALS"]}}
            ),
        )
        ce.CfnAnomalySubscription(
            self,
            "Unusual",
            subscription_name=f"vitrine-{settings.environment}",
            frequency="IMMEDIATE",
            monitor_arn_list=[monitor.attr_monitor_arn],
            subscribers=[ce.CfnAnomalySubscription.SubscriberProperty(address=topic.topic_arn, type="SNS")],
            threshold_expression=json.dumps(
                {
                    "Dimensions": {
                        "Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                        "MatchOptions": ["GREATER_THAN_OR_EQUAL"],
                        "Values": [str(settings.anomaly_dollars)],
                    }
                }
            ),
        )
