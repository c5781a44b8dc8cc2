"""What watches, what it may cost, and the network."""

from __future__ import annotations

import json
from typing import Any

from tests.deploy.stack.templates import Template, mentions


def cloudwatch(template: Template) -> None:
    alarms = template.all("CloudWatch::Alarm")
    told = [alarm for alarm in alarms if alarm.get("AlarmDescription", "").count("deploy/runbooks/")]

    assert len(told) >= 20
    assert len(template.all("CloudWatch::Dashboard")) == 1
    assert {group["RetentionInDays"] for group in template.all("Logs::LogGroup")} == {
        template.settings.log_days
    }


def sns(template: Template) -> None:
    subscription = template.one("SNS::Subscription")

    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", template.settings.email)


def budgets(template: Template) -> None:
    budget = template.one("Budgets::Budget")
    thresholds = [
        (each["Notification"]["NotificationType"], each["Notification"]["Threshold"])
        for each in budget["NotificationsWithSubscribers"]
    ]

    assert budget["Budget"]["BudgetLimit"] == {"Amount": template.settings.budget_dollars, "Unit": "USD"}
    assert budget["Budget"]["CostFilters"] == {"TagKeyValue": [f"user:Environment${template.environment}"]}
    assert thresholds == [("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)]


def cost_explorer(template: Template) -> None:
    monitor = template.one("CE::AnomalyMonitor")
    subscription = template.one("CE::AnomalySubscription")

    assert json.loads(monitor["MonitorSpecification"])["Tags"]["Values"] == [template.environment]
    assert json.loads(subscription["ThresholdExpression"])["Dimensions"]["Values"] == [
        str(template.settings.anomaly_dollars)
    ]
    assert mentions(subscription["Subscribers"], template.id_of("SNS::Topic"))


def vpc(template: Template) -> None:
    subnets = [_tag(subnet, "aws-cdk:subnet-name") for subnet in template.all("EC2::Subnet")]
    zones = len(template.settings.zones)
    endpoints = [endpoint["ServiceName"] for endpoint in template.all("EC2::VPCEndpoint")]

    assert zones >= 2
    assert {tier: subnets.count(tier) for tier in ("Public", "Private", "Data")} == dict.fromkeys(
        ("Public", "Private", "Data"), zones
    )
    assert len(subnets) == 3 * zones
    assert len(template.all("EC2::NatGateway")) == template.settings.nat_gateways
    assert len([name for name in endpoints if mentions(name, ".s3")]) == 1
    assert len([name for name in endpoints if mentions(name, ".dynamodb")]) == 1
    assert {endpoint["VpcEndpointType"] for endpoint in template.all("EC2::VPCEndpoint")} == {"Gateway"}
    assert template.one("EC2::FlowLog")["TrafficType"] == "ALL"


def _tag(properties: dict[str, Any], key: str) -> str:
    return next(str(tag["Value"]) for tag in properties["Tags"] if tag["Key"] == key)
