"""Where data lies."""

from __future__ import annotations

from typing import Any, Final

from tests.deploy.stack.templates import Template, mentions, queue_called, statements

# Queue -> for how many seconds a message that was taken stays hidden from other workers.
QUEUES: Final = {"Orders": 60, "Mirror": 60, "Uploads": 60, "Conversion": 120, "Search": 120}


def sqs(template: Template) -> None:
    queues = template.named("SQS::Queue")
    by_name = {name: queues[queue_called(template, name)] for name in QUEUES}

    assert {name: queue["VisibilityTimeout"] for name, queue in by_name.items()} == QUEUES
    assert {queue["RedrivePolicy"]["maxReceiveCount"] for queue in by_name.values()} == {4}


def dynamodb(template: Template) -> None:
    table = template.one("DynamoDB::Table")
    indexes = {index["IndexName"]: index["KeySchema"] for index in table["GlobalSecondaryIndexes"]}

    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    assert indexes == {
        name: [
            {"AttributeName": name, "KeyType": "HASH"},
            {"AttributeName": "rank", "KeyType": "RANGE"},
        ]
        for name in ("listing", "shop")
    }
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"] is True


def rds(template: Template) -> None:
    instance = template.one("RDS::DBInstance")
    size = template.settings.database

    assert (instance["Engine"], instance["PubliclyAccessible"]) == ("postgres", False)
    assert instance["MultiAZ"] is size.is_multi_az
    assert instance["ManageMasterUserPassword"] is True
    assert "MasterUserPassword" not in instance
    assert instance["BackupRetentionPeriod"] == size.backup_days
    assert instance["DeletionProtection"] is True
    assert template.one("RDS::DBParameterGroup")["Parameters"]["rds.force_ssl"] == "1"


def elasticache(template: Template) -> None:
    group = template.one("ElastiCache::ReplicationGroup")
    replicas = template.settings.cache.replicas

    assert (group["Engine"], group["NumCacheClusters"]) == ("valkey", 1 + replicas)
    assert group["MultiAZEnabled"] is group["AutomaticFailoverEnabled"] is (replicas > 0)
    assert mentions(group["AuthToken"], "resolve:secretsmanager")


def s3(template: Template) -> None:
    uploads = template.named("S3::Bucket")[template.id_of("S3::Bucket", "Uploads")]
    assets = template.named("S3::Bucket")[template.id_of("S3::Bucket", "Assets")]
    policy = template.named("S3::BucketPolicy")[template.id_of("S3::BucketPolicy", "Assets")]
    reading = [each for each in statements(policy["PolicyDocument"]) if each["Effect"] == "Allow"]

    assert uploads["CorsConfiguration"]["CorsRules"][0]["AllowedOrigins"] == [
        f"https://{template.settings.domain}"
    ]
    assert [rule["StorageClass"] for rule in _transitions(uploads)] == ["GLACIER_IR"]
    assert [rule["StorageClass"] for rule in _transitions(assets)] == ["INTELLIGENT_TIERING"]
    assert [(each["Principal"], each["Action"]) for each in reading] == [
        ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    ]
    assert mentions(reading[0]["Condition"], template.id_of("CloudFront::Distribution"))


def kms(template: Template) -> None:
    key = template.one("KMS::Key")

    assert (key["EnableKeyRotation"], key["RotationPeriodInDays"]) == (True, 365)


def secrets_manager(template: Template) -> None:
    wanted = {"Django", "CacheUrl", *(["Origin"] if template.compute == "apprunner" else [])}
    names = template.named("SecretsManager::Secret")

    for part in wanted:
        assert any(part in name for name in names)
    assert all(mentions(secret["KmsKeyId"], template.id_of("KMS::Key")) for secret in names.values())


def backup(template: Template) -> None:
    rules = template.one("Backup::BackupPlan")["BackupPlan"]["BackupPlanRule"]
    resources = template.one("Backup::BackupSelection")["BackupSelection"]["Resources"]

    assert {rule["RuleName"]: rule["Lifecycle"]["DeleteAfterDays"] for rule in rules} == {
        "Daily": 35,
        "Monthly": 366,
    }
    assert mentions(resources, template.id_of("RDS::DBInstance"))
    assert mentions(resources, template.id_of("DynamoDB::Table"))


def _transitions(bucket: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        transition
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        for transition in rule.get("Transitions", [])
    ]
