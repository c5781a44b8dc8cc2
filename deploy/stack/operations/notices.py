"""SNS: where alarms, budgets and unusual costs are told."""

from __future__ import annotations

from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from deploy.settings import Settings

TELLERS: Final = ("budgets.amazonaws.com", "cloudwatch.amazonaws.com", "costalerts.amazonaws.com")


class Notices(Construct):
    """An encrypted topic that writes e-mail. The first message asks whether one wants more of them."""

    def __init__(self, scope: Construct, settings: Settings, key: kms.IKey) -> None:
        super().__init__(scope, "Notices")
        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        self.topic.add_subscription(subscriptions.EmailSubscription(settings.email))
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Tellers",
                principals=[iam.ServicePrincipal(service) for service in TELLERS],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account}},
            )
        )
