"""WAF: managed rules and a rate limit before CloudFront, and a lock before App Runner's public address.

Shield Standard is part of CloudFront. Shield Advanced costs 3,000 dollars a month and is left to whoever needs it.
"""

from __future__ import annotations

from typing import Final, Literal

import aws_cdk as cdk
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.edge.origin_secret import HEADER, OriginSecret
from deploy.stack.operations.logs import Logs

MANAGED_RULES: Final = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
# Product texts in the admin are longer than eight kilobytes; files do not pass here.
COUNTED_ONLY: Final = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}
Rule = wafv2.CfnWebACL.RuleProperty
Statement = wafv2.CfnWebACL.StatementProperty


class EdgeFirewall(Construct):
    """Before CloudFront: turns away known attacks, and any address that asks too often."""

    def __init__(self, scope: Construct, settings: Settings, log_groups: Logs) -> None:
        super().__init__(scope, "EdgeFirewall")
        rules = [_managed(name, priority) for priority, name in enumerate(MANAGED_RULES, start=1)]
        rate = wafv2.CfnWebACL.RateBasedStatementProperty(
            aggregate_key_type="IP", limit=settings.requests_per_five_minutes, evaluation_window_sec=300
        )
        rules.insert(0, _rule("Rate", 0, Statement(rate_based_statement=rate), "block"))
        self.acl = _acl(self, "CLOUDFRONT", "allow", rules)
        _keep_log(self, self.acl, log_groups.group("Edge", fixed_name=_log_name(settings, "edge")))


class OriginFirewall(Construct):
    """Before App Runner: lets in who shows the secret that CloudFront sends, now or before it changed."""

    def __init__(self, scope: Construct, settings: Settings, secret: OriginSecret, log_groups: Logs) -> None:
        super().__init__(scope, "OriginFirewall")
        either = wafv2.CfnWebACL.OrStatementProperty(
            statements=[_shows(secret.current), _shows(secret.previous)]
        )
        rules = [
            _managed("AWSManagedRulesKnownBadInputsRuleSet", 0),
            _rule("FromCloudFront", 1, Statement(or_statement=either), "allow"),
        ]
        self.acl = _acl(self, "REGIONAL", "block", rules)
        _keep_log(self, self.acl, log_groups.group("Origin", fixed_name=_log_name(settings, "origin")))


def _shows(value: str) -> Statement:
    return Statement(
        byte_match_statement=wafv2.CfnWebACL.ByteMatchStatementProperty(
            field_to_match=wafv2.CfnWebACL.FieldToMatchProperty(single_header={"Name": HEADER.lower()}),
            positional_constraint="EXACTLY",
            search_string=value,
            text_transformations=[wafv2.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
        )
    )


def _managed(name: str, priority: int) -> Rule:
    counted = [
        wafv2.CfnWebACL.RuleActionOverrideProperty(
            name=rule, action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={})
        )
        for rule in COUNTED_ONLY.get(name, ())
    ]
    return Rule(
        name=name,
        priority=priority,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=Statement(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS", name=name, rule_action_overrides=counted or None
            )
        ),
        visibility_config=_seen(name),
    )


def _rule(name: str, priority: int, statement: Statement, action: Literal["allow", "block"]) -> Rule:
    return Rule(
        name=name,
        priority=priority,
        statement=statement,
        action=_action(action),
        visibility_config=_seen(name),
    )


def _action(action: Literal["allow", "block"]) -> wafv2.CfnWebACL.RuleActionProperty:
    if action == "allow":
        return wafv2.CfnWebACL.RuleActionProperty(allow={})
    return wafv2.CfnWebACL.RuleActionProperty(block={})


def _acl(
    scope: Construct,
    where: Literal["CLOUDFRONT", "REGIONAL"],
    otherwise: Literal["allow", "block"],
    rules: list[Rule],
) -> wafv2.CfnWebACL:
    action = wafv2.CfnWebACL.DefaultActionProperty(
        allow={} if otherwise == "allow" else None, block={} if otherwise == "block" else None
    )
    return wafv2.CfnWebACL(
        scope,
        "Acl",
        scope=where,
        default_action=action,
        rules=rules,
        visibility_config=_seen(f"Vitrine{where.capitalize()}"),
    )


def _seen(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )


def _log_name(settings: Settings, where: str) -> str:
    """WAF writes only to groups that are called so."""
    return f"aws-waf-logs-vitrine-{settings.environment}-{where}"


def _keep_log(scope: Construct, acl: wafv2.CfnWebACL, group: logs.LogGroup) -> None:
    """Log who was turned away, without the cookies and the secret they showed."""
    stack = cdk.Stack.of(scope)
    arn = stack.format_arn(
        service="logs",
        resource="log-group",
        resource_name=group.log_group_name,
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
    wafv2.CfnLoggingConfiguration(
        scope,
        "Log",
        resource_arn=acl.attr_arn,
        log_destination_configs=[arn],
        redacted_fields=[
            wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": header})
            for header in ("authorization", "cookie", HEADER.lower())
        ],
        logging_filter={
            "DefaultBehavior": "DROP",
            "Filters": [
                {
                    "Behavior": "KEEP",
                    "Requirement": "MEETS_ANY",
                    "Conditions": [
                        {"ActionCondition": {"Action": "BLOCK"}},
                        {"ActionCondition": {"Action": "COUNT"}},
                    ],
                }
            ],
        },
    )
