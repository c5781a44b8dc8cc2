"""Who reaches whom: over the network, by permission, and by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.deploy.stack.templates import Template, listed, mentions, policies, statements

DATABASE_PORT: Final = 5433
CACHE_PORT: Final = 6380
ALARMS: Final = frozenset(
    {
        *("WebErrors", "WebSlow", "EdgeErrors", "EdgeHitRate", "Blocked", "WorkerCpu", "RelayLag"),
        *("ConversionFailed", "DatabaseCpu", "DatabaseStorage", "DatabaseConnections", "DatabaseMemory"),
        *("CacheCpu", "CacheMemory", "MirrorReadThrottles", "MirrorWriteThrottles", "MirrorDivergence"),
        *("PaymentsHeld", "MailsGivenUp", "InvoicesNotWritten"),
        *("UploadEventErrors", "CatalogPurgeErrors", "DeadUndelivered"),
        *(f"{kind}{queue}" for kind in ("Waiting", "Dead") for queue in ("Orders", "Mirror", "Uploads")),
        *(f"{kind}{queue}" for kind in ("Waiting", "Dead") for queue in ("Conversion", "Search")),
    }
)
ALARMS_BY_COMPUTE: Final = {"apprunner": {"WebAtItsMost"}, "fargate": {"WebUnhealthy"}}
# What the programs do, as `assets3d/storage.py`, `catalog/mirror/table.py`, Celery and `config/secret_store.py` do it.
BOTH: Final = frozenset(
    {
        *("sqs:SendMessage", "s3:ListBucket", "s3:GetObject", "secretsmanager:GetSecretValue"),
        *(
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "kms:Decrypt",
            "kms:GenerateDataKey",
        ),
    }
)
NEEDED: Final = {
    "PermissionsWeb": BOTH | {"s3:PutObject"},
    "PermissionsWorker": BOTH
    | {"s3:PutObject", "s3:DeleteObject", "dynamodb:PutItem", "dynamodb:Scan", "sqs:ReceiveMessage"}
    | {"sqs:DeleteMessage", "sqs:ChangeMessageVisibility"},
    "PermissionsStart": {"ecr:BatchGetImage", "ecr:GetAuthorizationToken", "secretsmanager:GetSecretValue"}
    | {"logs:PutLogEvents", "kms:Decrypt"},
    "FunctionsUploadEvent": {"sqs:SendMessage", "kms:GenerateDataKey", "logs:PutLogEvents"},
    "FunctionsCatalogPurge": {"cloudfront:CreateInvalidation", "dynamodb:GetRecords", "kms:Decrypt"}
    | {"dynamodb:GetShardIterator", "dynamodb:DescribeStream", "logs:PutLogEvents"},
    "SchedulesRole": {"sqs:SendMessage", "kms:GenerateDataKey"},
}


def test_every_name_in_a_template_means_something(template: Template) -> None:
    known = {*template.resources, *template.document["Parameters"]}
    conditions = set(template.document.get("Conditions", {}))

    assert {name for name in _references(template.resources) if name not in known | conditions} == set()


def test_web_and_workers_reach_the_data_and_nobody_else_does(template: Template) -> None:
    rules = {
        (
            _group(rule["SourceSecurityGroupId"]),
            _group(rule["GroupId"]),
            rule["FromPort"],
        )
        for rule in template.all("EC2::SecurityGroupIngress")
        if "SourceSecurityGroupId" in rule
    }

    expected = {
        (client, server, port)
        for client in ("NetworkWeb", "NetworkWorker")
        for server, port in (("NetworkDatabase", DATABASE_PORT), ("NetworkCache", CACHE_PORT))
    }
    if template.compute == "fargate":
        expected.add(("WebBalancerGroup", "NetworkWeb", 8000))
    assert rules == expected
    outward = {
        (_group(rule["GroupId"]), _group(rule["DestinationSecurityGroupId"]), rule["FromPort"])
        for rule in template.all("EC2::SecurityGroupEgress")
    }
    assert outward == expected
    assert template.one("RDS::DBInstance")["Port"] == str(DATABASE_PORT)
    assert template.one("ElastiCache::ReplicationGroup")["Port"] == CACHE_PORT


def test_programs_reach_out_over_tls_alone(template: Template) -> None:
    outward = [
        (_rule["IpProtocol"], _rule.get("FromPort"), _rule.get("ToPort"))
        for name, group in template.named("EC2::SecurityGroup").items()
        if name.startswith(("NetworkWeb", "NetworkWorker"))
        for _rule in group["SecurityGroupEgress"]
    ]

    assert outward == [("tcp", 443, 443)] * 2


def test_the_balancer_hears_cloudfront_alone(template: Template) -> None:
    listening = [
        (_group(rule["GroupId"]), rule["FromPort"])
        for rule in template.all("EC2::SecurityGroupIngress")
        if "SourcePrefixListId" in rule
    ]

    assert listening == ([("WebBalancerGroup", 443)] if template.compute == "fargate" else [])


def test_every_subnet_has_a_route_table_of_its_own(template: Template) -> None:
    associations = template.all("EC2::SubnetRouteTableAssociation")

    assert {each["SubnetId"]["Ref"] for each in associations} == set(template.named("EC2::Subnet"))
    assert {each["RouteTableId"]["Ref"] for each in associations} == set(template.named("EC2::RouteTable"))


def test_private_subnets_go_out_by_translation_and_public_ones_by_the_gateway(template: Template) -> None:
    routes = template.named("EC2::Route")
    zones = len(template.settings.zones)

    private = [route for name, route in routes.items() if "PrivateSubnet" in name]
    public = [route for name, route in routes.items() if "PublicSubnet" in name]
    assert len(routes) == 2 * zones
    assert [set(route) & {"NatGatewayId", "GatewayId"} for route in private] == [{"NatGatewayId"}] * zones
    assert [set(route) & {"NatGatewayId", "GatewayId"} for route in public] == [{"GatewayId"}] * zones


@pytest.mark.parametrize("holder", NEEDED)
def test_each_program_may_do_what_it_does(template: Template, holder: str) -> None:
    allowed = {
        action
        for name, statement in policies(template)
        if name.startswith(holder)
        for action in listed(statement["Action"])
    }

    assert allowed >= NEEDED[holder]


def test_web_may_neither_take_work_nor_change_the_mirror_or_what_is_shown(template: Template) -> None:
    writing = [
        (action, statement["Resource"])
        for name, statement in policies(template)
        if name.startswith("PermissionsWeb")
        for action in listed(statement["Action"])
    ]
    actions = {action for action, _ in writing}

    assert actions.isdisjoint(
        {"sqs:ReceiveMessage", "sqs:DeleteMessage", "dynamodb:PutItem", "s3:DeleteObject"}
    )
    assert not any(
        mentions(resource, "BucketsAssets") for action, resource in writing if action == "s3:PutObject"
    )


def test_services_may_use_the_topic_and_the_key(template: Template) -> None:
    tellers = {"budgets.amazonaws.com", "cloudwatch.amazonaws.com", "costalerts.amazonaws.com"}
    (telling,) = [
        each
        for each in statements(template.one("SNS::TopicPolicy")["PolicyDocument"])
        if each["Effect"] == "Allow"
    ]
    key = {each.get("Sid"): each for each in statements(template.one("KMS::Key")["KeyPolicy"])}

    assert set(telling["Principal"]["Service"]) == tellers
    assert set(key["Messengers"]["Principal"]["Service"]) == tellers | {"events.amazonaws.com"}
    assert key["LogGroups"]["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}


def test_everything_that_should_wake_somebody_does(template: Template) -> None:
    prefix = f"vitrine-{template.environment}-"
    names = {
        alarm["AlarmName"].removeprefix(prefix)
        for alarm in template.all("CloudWatch::Alarm")
        if "AlarmName" in alarm
    }

    assert names == ALARMS | ALARMS_BY_COMPUTE[template.compute]


def _references(value: object) -> Iterator[str]:
    """Names by which a template's parts mention each other, without AWS's own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref" and not inner.startswith("AWS::"):
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0]
            elif key == "DependsOn":
                yield from listed(inner)
            else:
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _group(reference: dict[str, Any]) -> str:
    """The logical id of a security group without CDK's hash."""
    return str(reference["Fn::GetAtt"][0])[:-8]
