"""What holds everywhere in every template, whatever is added to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.deploy.stack.templates import Template, listed, mentions, policies, statements

ANYWHERE: Final = ("0.0.0.0/0", "::/0")
# Kinds of things that have no tags in AWS.
UNTAGGABLE: Final = frozenset(
    {
        "ApplicationAutoScaling::ScalingPolicy",
        "Backup::BackupSelection",
        "CloudFront::CachePolicy",
        "CloudFront::MonitoringSubscription",
        "CloudFront::OriginAccessControl",
        "CloudFront::OriginRequestPolicy",
        "CloudFront::ResponseHeadersPolicy",
        "EC2::Route",
        "EC2::SecurityGroupEgress",
        "EC2::SecurityGroupIngress",
        "EC2::SubnetRouteTableAssociation",
        "EC2::VPCGatewayAttachment",
        "ECS::ClusterCapacityProviderAssociations",
        "IAM::ManagedPolicy",
        "IAM::Policy",
        "Lambda::EventInvokeConfig",
        "Lambda::Permission",
        "Route53::RecordSet",
        "S3::BucketPolicy",
        "SNS::Subscription",
        "SNS::TopicPolicy",
        "SQS::QueuePolicy",
        "Scheduler::Schedule",
        "WAFv2::LoggingConfiguration",
        "WAFv2::WebACLAssociation",
    }
)
TAG_PROPERTIES: Final = ("Tags", "ResourceTags", "BackupVaultTags", "BackupPlanTags")


def test_nobody_outside_is_let_into_the_network(template: Template) -> None:
    rules = [
        *template.all("EC2::SecurityGroupIngress"),
        *(
            rule
            for group in template.all("EC2::SecurityGroup")
            for rule in group.get("SecurityGroupIngress", [])
        ),
    ]

    assert rules
    assert [
        rule for rule in rules if rule.get("CidrIp") in ANYWHERE or rule.get("CidrIpv6") in ANYWHERE
    ] == []
    assert [
        rule for rule in rules if "SourceSecurityGroupId" not in rule and "SourcePrefixListId" not in rule
    ] == []


def test_data_subnets_have_no_way_out(template: Template) -> None:
    tables = {
        association["RouteTableId"]["Ref"]
        for association in template.all("EC2::SubnetRouteTableAssociation")
        if "DataSubnet" in association["SubnetId"]["Ref"]
    }
    routed = {route["RouteTableId"]["Ref"] for route in template.all("EC2::Route")}

    assert len(tables) == len(template.settings.zones)
    assert tables.isdisjoint(routed)
    for kind in ("RDS::DBSubnetGroup", "ElastiCache::CacheSubnetGroup", "ElastiCache::SubnetGroup"):
        for group in template.all(kind):
            assert all("DataSubnet" in subnet["Ref"] for subnet in group["SubnetIds"])


def test_subnets_give_nobody_a_public_address(template: Template) -> None:
    assert {subnet["MapPublicIpOnLaunch"] for subnet in template.all("EC2::Subnet")} == {False}


def test_every_queue_has_a_dead_letter_queue(template: Template) -> None:
    queues = template.named("SQS::Queue")
    dead = {
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in queues.values()
        if "RedrivePolicy" in queue
    }
    # Where events go that could not be delivered: a dead-letter queue of services, not of a queue.
    undelivered = {name for name in queues if "Undelivered" in name}

    assert len(dead) == 5
    assert {name for name, queue in queues.items() if "RedrivePolicy" not in queue} == dead | undelivered
    assert {queues[name]["MessageRetentionPeriod"] for name in dead | undelivered} == {14 * 24 * 3600}


def test_everything_stored_is_encrypted(template: Template) -> None:
    key = template.id_of("KMS::Key")

    for kind, name, where in _at_rest():
        found = template.all(kind)
        assert found, kind
        for properties in found:
            assert where(properties), f"{kind} {name}"
            assert mentions(properties, key), f"{kind} does not use the shop's key"
    for name, bucket in template.named("S3::Bucket").items():
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        wanted = "aws:kms" if "Uploads" in name else "AES256"
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == wanted


def test_everything_on_the_way_is_encrypted(template: Template) -> None:
    distribution = template.one("CloudFront::Distribution")["DistributionConfig"]
    behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]

    assert {behaviour["ViewerProtocolPolicy"] for behaviour in behaviours} == {"redirect-to-https"}
    for origin in distribution["Origins"]:
        custom = origin.get("CustomOriginConfig")
        assert custom is None or custom["OriginProtocolPolicy"] == "https-only"
    assert template.one("ElastiCache::ReplicationGroup")["TransitEncryptionEnabled"] is True
    assert template.one("RDS::DBParameterGroup")["Parameters"]["rds.force_ssl"] == "1"
    assert {listener["Protocol"] for listener in template.all("ElasticLoadBalancingV2::Listener")} <= {
        "HTTPS"
    }
    for kind, resources in (("S3::BucketPolicy", "S3::Bucket"), ("SQS::QueuePolicy", "SQS::Queue")):
        assert len(template.all(kind)) == len(template.all(resources))
        assert all(_refuses_plain_text(policy) for policy in template.all(kind))
    assert all(_refuses_plain_text(policy) for policy in template.all("SNS::TopicPolicy"))


def test_every_bucket_is_closed_to_the_public(template: Template) -> None:
    closed = {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }

    assert [bucket["PublicAccessBlockConfiguration"] for bucket in template.all("S3::Bucket")] == [closed] * 3


def test_every_bucket_has_versions_and_a_lifecycle(template: Template) -> None:
    for bucket in template.all("S3::Bucket"):
        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert rule["Status"] == "Enabled"
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_every_log_group_forgets(template: Template) -> None:
    groups = template.named("Logs::LogGroup")

    assert groups
    assert {name for name, group in groups.items() if not group.get("RetentionInDays")} == set()


def test_every_alarm_does_something(template: Template) -> None:
    alarms = template.named("CloudWatch::Alarm")

    assert alarms
    assert {name for name, alarm in alarms.items() if not alarm.get("AlarmActions")} == set()


def test_whoever_is_woken_finds_the_page_that_helps(template: Template) -> None:
    topic = template.id_of("SNS::Topic")
    waking = {
        name: alarm
        for name, alarm in template.named("CloudWatch::Alarm").items()
        if mentions(alarm["AlarmActions"], topic)
    }

    assert len(waking) >= 20
    for alarm in waking.values():
        assert alarm["AlarmDescription"].rstrip().endswith(".md")
        assert "deploy/runbooks/" in alarm["AlarmDescription"]


def test_everything_that_can_be_tagged_is(template: Template) -> None:
    wanted = {"Project": "Vitrine", "Environment": template.environment, "CostCenter": "shop"}

    untagged = {
        name
        for name, resource in template.resources.items()
        if _kind(resource) not in UNTAGGABLE and not wanted.items() <= _tags(resource["Properties"]).items()
    }
    assert untagged == set()


def test_nobody_may_do_everything(template: Template) -> None:
    granted = [(name, action) for name, each in policies(template) for action in listed(each["Action"])]

    assert granted
    assert [(name, action) for name, action in granted if "*" in action] == []
    # The one action that AWS does not let anyone give for less.
    everywhere = {tuple(listed(each["Action"])) for _, each in policies(template) if each["Resource"] == "*"}
    assert everywhere == {("ecr:GetAuthorizationToken",)}


def test_nothing_that_holds_data_goes_with_the_stack(template: Template) -> None:
    for kind in (
        "RDS::DBInstance",
        "DynamoDB::Table",
        "S3::Bucket",
        "KMS::Key",
        "Backup::BackupVault",
        "ECR::Repository",
    ):
        kept = {
            (resource["DeletionPolicy"], resource["UpdateReplacePolicy"])
            for resource in template.resources.values()
            if _kind(resource) == kind
        }
        assert kept == {("Retain", "Retain")}, kind


def test_no_secret_is_written_down(template: Template) -> None:
    for secret in template.all("SecretsManager::Secret"):
        assert "GenerateSecretString" in secret or mentions(
            secret["SecretString"], "{{resolve:secretsmanager:"
        )


def test_two_environments_share_no_name(templates: dict[tuple[str, str], Template]) -> None:
    staging, production = (
        _physical_names(templates[environment, "apprunner"]) for environment in ("staging", "production")
    )

    assert staging
    assert staging.isdisjoint(production)


def _at_rest() -> Iterator[tuple[str, str, Any]]:
    yield "RDS::DBInstance", "storage", lambda each: each["StorageEncrypted"] and each["KmsKeyId"]
    yield (
        "ElastiCache::ReplicationGroup",
        "memory and snapshots",
        lambda each: each["AtRestEncryptionEnabled"] and each["KmsKeyId"],
    )
    yield "DynamoDB::Table", "items", lambda each: each["SSESpecification"]["SSEEnabled"]
    yield "SQS::Queue", "messages", lambda each: each["KmsMasterKeyId"]
    yield "SNS::Topic", "notices", lambda each: each["KmsMasterKeyId"]
    yield "Logs::LogGroup", "lines", lambda each: each["KmsKeyId"]
    yield "SecretsManager::Secret", "secrets", lambda each: each["KmsKeyId"]
    yield "Backup::BackupVault", "copies", lambda each: each["EncryptionKeyArn"]
    yield "ECR::Repository", "images", lambda each: each["EncryptionConfiguration"]["EncryptionType"] == "KMS"
    yield "Lambda::Function", "variables", lambda each: each["KmsKeyArn"]
    yield "Scheduler::Schedule", "messages", lambda each: each["KmsKeyArn"]


def _refuses_plain_text(policy: dict[str, Any]) -> bool:
    return any(
        each["Effect"] == "Deny" and each.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
        for each in statements(policy["PolicyDocument"])
    )


def _kind(resource: Any) -> str:  # noqa: ANN401  # what JSON holds
    return str(resource["Type"]).removeprefix("AWS::")


def _tags(properties: dict[str, Any]) -> dict[str, str]:
    """Tags in both ways in which AWS writes them."""
    for name in TAG_PROPERTIES:
        if name in properties:
            tags = properties[name]
            return dict(tags) if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}
    return {}


def _physical_names(template: Template) -> set[str]:
    """The names that the templates fix, which must be unlike in one account."""
    return {
        value
        for resource in template.resources.values()
        for name, value in resource.get("Properties", {}).items()
        if name in ("AlarmName", "DashboardName", "DBInstanceIdentifier", "LogGroupName", "MonitorName")
        and isinstance(value, str)
    }
