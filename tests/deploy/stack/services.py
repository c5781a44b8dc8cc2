"""One check for each service of the architecture: that it is there, and set up for its job."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Final

from config.celery import SCHEDULE
from tests.deploy.stack.templates import Template, mentions, statements

Check = Callable[[Template], None]
# Queue -> for how many seconds a message that was taken stays hidden from other workers.
QUEUES: Final = {"Orders": 60, "Mirror": 60, "Uploads": 60, "Conversion": 120, "Search": 120}


def route_53(template: Template) -> None:
    domain = template.settings.domain
    records = {(record["Name"], record["Type"]) for record in template.all("Route53::RecordSet")}

    assert records == {(f"{name}.", kind) for name in (domain, f"www.{domain}") for kind in ("A", "AAAA")}
    for record in template.all("Route53::RecordSet"):
        assert mentions(record["AliasTarget"], template.id_of("CloudFront::Distribution"))
        assert record["HostedZoneId"] == {"Ref": "HostedZoneId"}


def acm(template: Template) -> None:
    domain = template.settings.domain
    certificate = template.one("CertificateManager::Certificate")
    viewer = template.one("CloudFront::Distribution")["DistributionConfig"]["ViewerCertificate"]

    assert (certificate["DomainName"], certificate["SubjectAlternativeNames"]) == (domain, [f"www.{domain}"])
    assert certificate["ValidationMethod"] == "DNS"
    assert viewer["AcmCertificateArn"] == {"Ref": template.id_of("CertificateManager::Certificate")}
    assert viewer["MinimumProtocolVersion"] == "TLSv1.2_2021"


def cloudfront(template: Template) -> None:
    config = template.one("CloudFront::Distribution")["DistributionConfig"]
    origins = {origin["Id"]: origin for origin in config["Origins"]}
    by_path = {behaviour["PathPattern"]: behaviour for behaviour in config["CacheBehaviors"]}
    django = config["DefaultCacheBehavior"]["TargetOriginId"]

    assert len(origins) == 3
    assert set(by_path) == {
        *("/assets/*", "/static/*", "/", "/products/*", "/categories/*", "/api/v1/products/*")
    }
    assert "OriginAccessControlId" in origins[by_path["/assets/*"]["TargetOriginId"]]
    assert mentions(origins[by_path["/static/*"]["TargetOriginId"]], "DefaultDomain")
    for path in ("/", "/products/*", "/categories/*", "/api/v1/products/*"):
        assert by_path[path]["TargetOriginId"] == django
        assert {"POST", "PUT"}.isdisjoint(by_path[path]["AllowedMethods"])
    assert "POST" in config["DefaultCacheBehavior"]["AllowedMethods"]
    # AWS's own policy "CachingDisabled".
    assert config["DefaultCacheBehavior"]["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert by_path["/assets/*"]["Compress"] is False
    assert mentions(config["WebACLId"], template.id_of("WAFv2::WebACL", "Edge"))


def cache_policies(template: Template) -> None:
    policies = {
        policy["CachePolicyConfig"]["Name"].rsplit("-", 1)[1]: policy["CachePolicyConfig"]
        for policy in template.all("CloudFront::CachePolicy")
    }
    keys = {name: policy["ParametersInCacheKeyAndForwardedToOrigin"] for name, policy in policies.items()}

    assert all(key["CookiesConfig"] == {"CookieBehavior": "none"} for key in keys.values())
    assert (policies["page"]["DefaultTTL"], policies["page"]["MaxTTL"]) == (0, 300)
    assert keys["page"]["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert policies["forever"]["DefaultTTL"] == policies["models"]["DefaultTTL"] == 365 * 24 * 3600
    anonymous = next(
        policy["OriginRequestPolicyConfig"]
        for policy in template.all("CloudFront::OriginRequestPolicy")
        if policy["OriginRequestPolicyConfig"]["Name"].endswith("anonymous")
    )
    assert anonymous["CookiesConfig"] == {"CookieBehavior": "none"}


def response_headers(template: Template) -> None:
    configs = {
        policy["ResponseHeadersPolicyConfig"]["Name"].rsplit("-", 1)[1]: policy["ResponseHeadersPolicyConfig"]
        for policy in template.all("CloudFront::ResponseHeadersPolicy")
    }
    custom = {
        name: {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]}
        for name, config in configs.items()
    }

    assert custom["models"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert configs["models"]["CorsConfig"]["AccessControlAllowOrigins"] == {"Items": ["*"]}
    assert "Content-Length" in configs["models"]["CorsConfig"]["AccessControlExposeHeaders"]["Items"]
    assert custom["static"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cache-Control" not in custom["pages"]
    for config in configs.values():
        security = config["SecurityHeadersConfig"]
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 365 * 24 * 3600
        assert security["ContentTypeOptions"] == {"Override": True}


def amplify(template: Template) -> None:
    app, branch = template.one("Amplify::App"), template.one("Amplify::Branch")

    assert (app["Platform"], "Repository" in app) == ("WEB", False)
    assert branch["BranchName"] == "main"
    assert branch["EnableAutoBuild"] is False


def web_on_app_runner(template: Template) -> None:
    service = template.one("AppRunner::Service")
    scaling = template.one("AppRunner::AutoScalingConfiguration")
    size = template.settings.web

    assert service["SourceConfiguration"]["AutoDeploymentsEnabled"] is False
    image = service["SourceConfiguration"]["ImageRepository"]
    assert image["ImageConfiguration"]["Port"] == "8000"
    assert mentions(image["ImageIdentifier"], "ImageTag")
    assert service["HealthCheckConfiguration"]["Path"] == "/livez"
    assert service["NetworkConfiguration"]["EgressConfiguration"]["EgressType"] == "VPC"
    assert (scaling["MinSize"], scaling["MaxSize"], scaling["MaxConcurrency"]) == (
        *(size.fewest, size.most, size.concurrency),
    )


def origin_protection_of_app_runner(template: Template) -> None:
    acl = template.named("WAFv2::WebACL")[template.id_of("WAFv2::WebACL", "Origin")]
    association = template.one("WAFv2::WebACLAssociation")
    origins = template.one("CloudFront::Distribution")["DistributionConfig"]["Origins"]
    headers = {
        header["HeaderName"]: header["HeaderValue"]
        for origin in origins
        for header in origin.get("OriginCustomHeaders", [])
    }
    secret = template.id_of("SecretsManager::Secret", "Origin")

    assert (acl["Scope"], acl["DefaultAction"]) == ("REGIONAL", {"Block": {}})
    (letting_in,) = [rule for rule in acl["Rules"] if rule.get("Action") == {"Allow": {}}]
    either = letting_in["Statement"]["OrStatement"]["Statements"]
    assert [each["ByteMatchStatement"]["FieldToMatch"] for each in either] == [
        {"SingleHeader": {"Name": "x-origin-verify"}}
    ] * 2
    assert mentions(either[1], "SecretString:previous")
    assert association["ResourceArn"] == {"Fn::GetAtt": [template.id_of("AppRunner::Service"), "ServiceArn"]}
    assert mentions(headers["X-Origin-Verify"], secret)
    assert mentions(headers["X-Origin-Verify"], "SecretString:current")
    assert headers["X-Forwarded-Host"] == template.settings.domain
    # The firewall knows a new secret before CloudFront sends it.
    distribution = template.resources[template.id_of("CloudFront::Distribution")]
    assert template.id_of("WAFv2::WebACL", "Origin") in distribution["DependsOn"]


def web_on_fargate(template: Template) -> None:
    service = template.named("ECS::Service")[template.id_of("ECS::Service", "Web")]
    (container,) = template.named("ECS::TaskDefinition")[template.id_of("ECS::TaskDefinition", "Web")][
        "ContainerDefinitions"
    ]
    balancer = template.one("ElasticLoadBalancingV2::LoadBalancer")
    listener = template.one("ElasticLoadBalancingV2::Listener")
    origin = template.one("CloudFront::VpcOrigin")["VpcOriginEndpointConfig"]

    assert service["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "DISABLED"
    assert container["Command"] == ["web"]
    assert container["PortMappings"] == [{"ContainerPort": 8000, "Protocol": "tcp"}]
    assert balancer["Scheme"] == "internal"
    assert (listener["Port"], listener["Protocol"]) == (443, "HTTPS")
    assert template.one("ElasticLoadBalancingV2::TargetGroup")["HealthCheckPath"] == "/livez"
    assert origin["OriginProtocolPolicy"] == "https-only"
    assert template.all("WAFv2::WebACLAssociation") == []


def workers(template: Template) -> None:
    services = {
        service["ServiceName"]: service
        for service in template.all("ECS::Service")
        if service["ServiceName"].startswith("worker")
    }
    commands = {
        container["Command"][1]: container
        for task in template.all("ECS::TaskDefinition")
        for container in task["ContainerDefinitions"]
        if container["Command"][0] == "worker"
    }

    assert set(services) == {"worker-orders", "worker-conversion", "worker-search"}
    assert set(commands) == {"orders,mirror,uploads", "conversion", "search"}
    assert services["worker-search"]["CapacityProviderStrategy"] == [
        {"CapacityProvider": "FARGATE_SPOT", "Weight": 1}
    ]
    for container in commands.values():
        assert (container["User"], container["ReadonlyRootFilesystem"]) == ("10001", True)
        assert container["StopTimeout"] == 120
        assert [point["ContainerPath"] for point in container["MountPoints"]] == ["/tmp"]  # noqa: S108
    assert _scaled_services(template) >= {"WorkerOrders", "WorkerConversion", "WorkerSearch"}


def migration(template: Template) -> None:
    tasks = [
        task
        for task in template.all("ECS::TaskDefinition")
        if task["ContainerDefinitions"][0]["Command"] == ["migrate"]
    ]

    assert len(tasks) == 1
    assert mentions(tasks[0]["ContainerDefinitions"][0]["Image"], "MigrationTag")
    assert {"MigrationTask", "ManageTask", "Cluster", "PrivateSubnets", "WorkerSecurityGroup"} <= set(
        template.document["Outputs"]
    )


def lambda_functions(template: Template) -> None:
    functions = {properties["Handler"]: properties for properties in template.all("Lambda::Function")}
    upload = functions["deploy.functions.upload_event.handler"]["Environment"]["Variables"]
    purge = functions["deploy.functions.catalog_purge.handler"]["Environment"]["Variables"]

    assert len(functions) == 2
    assert upload == {"UPLOADS_QUEUE_URL": {"Ref": _queue(template, "Uploads")}}
    assert purge == {"DISTRIBUTION_ID": {"Ref": template.id_of("CloudFront::Distribution")}}


def upload_events(template: Template) -> None:
    uploads = template.named("S3::Bucket")[template.id_of("S3::Bucket", "Uploads")]
    rule = template.one("Events::Rule")
    (target,) = rule["Targets"]

    assert uploads["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert rule["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [{"Ref": template.id_of("S3::Bucket", "Uploads")}]},
            "object": {"key": [{"prefix": "incoming/"}]},
        },
    }
    assert mentions(target["Arn"], "UploadEvent")
    assert mentions(target["DeadLetterConfig"], "Undelivered")


def stream_events(template: Template) -> None:
    mapping = template.one("Lambda::EventSourceMapping")

    assert mentions(mapping["EventSourceArn"], "StreamArn")
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mentions(mapping["DestinationConfig"]["OnFailure"], "Undelivered")


def scheduler(template: Template) -> None:
    rings = {}
    for schedule in template.all("Scheduler::Schedule"):
        envelope = json.loads(base64.b64decode(schedule["Target"]["Input"]))
        rings[envelope["headers"]["task"]] = (
            schedule["ScheduleExpression"],
            envelope["properties"]["delivery_info"]["routing_key"],
        )
        assert mentions(schedule["Target"]["Arn"], rings[envelope["headers"]["task"]][1].capitalize())
        assert mentions(schedule["Target"]["DeadLetterConfig"], "Undelivered")

    assert rings == {task: ("rate(1 minute)", queue) for task, (_, queue) in SCHEDULE.items()}


def sqs(template: Template) -> None:
    queues = template.named("SQS::Queue")
    by_name = {name: queues[_queue(template, name)] for name in QUEUES}

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


def waf(template: Template) -> None:
    acl = template.named("WAFv2::WebACL")[template.id_of("WAFv2::WebACL", "Edge")]
    rules = {rule["Name"]: rule for rule in acl["Rules"]}

    assert acl["Scope"] == "CLOUDFRONT"
    assert rules["Rate"]["Statement"]["RateBasedStatement"]["Limit"] == (
        template.settings.requests_per_five_minutes
    )
    assert {name for name in rules if name.startswith("AWSManagedRules")} == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    }
    assert len(template.all("WAFv2::LoggingConfiguration")) == len(template.all("WAFv2::WebACL"))


def kms(template: Template) -> None:
    key = template.one("KMS::Key")

    assert (key["EnableKeyRotation"], key["RotationPeriodInDays"]) == (True, 365)


def secrets_manager(template: Template) -> None:
    wanted = {"Django", "CacheUrl", *(["Origin"] if template.compute == "apprunner" else [])}
    names = template.named("SecretsManager::Secret")

    for part in wanted:
        assert any(part in name for name in names)
    assert all(mentions(secret["KmsKeyId"], template.id_of("KMS::Key")) for secret in names.values())


def cloudwatch(template: Template) -> None:
    alarms = template.all("CloudWatch::Alarm")
    told = [alarm for alarm in alarms if alarm.get("AlarmDescription", "").count("deploy/runbooks/")]

    assert len(told) >= 20
    assert len(template.all("CloudWatch::Dashboard")) == 1
    assert {group["RetentionInDays"] for group in template.all("Logs::LogGroup")} == {
        template.settings.log_days
    }


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


def backup(template: Template) -> None:
    rules = template.one("Backup::BackupPlan")["BackupPlan"]["BackupPlanRule"]
    resources = template.one("Backup::BackupSelection")["BackupSelection"]["Resources"]

    assert {rule["RuleName"]: rule["Lifecycle"]["DeleteAfterDays"] for rule in rules} == {
        "Daily": 35,
        "Monthly": 366,
    }
    assert mentions(resources, template.id_of("RDS::DBInstance"))
    assert mentions(resources, template.id_of("DynamoDB::Table"))


def ecr(template: Template) -> None:
    repositories = template.all("ECR::Repository")

    assert len(repositories) == 2
    for repository in repositories:
        assert repository["ImageTagMutability"] == "IMMUTABLE"
        assert repository["ImageScanningConfiguration"] == {"ScanOnPush": True}


def sns(template: Template) -> None:
    subscription = template.one("SNS::Subscription")

    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", template.settings.email)


def _queue(template: Template, name: str) -> str:
    (found,) = [
        each for each in template.named("SQS::Queue") if f"Queues{name}" in each and f"{name}Dead" not in each
    ]
    return found


def _transitions(bucket: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        transition
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        for transition in rule.get("Transitions", [])
    ]


def _scaled_services(template: Template) -> set[str]:
    """Which services something scales by a backlog: the middle of their logical ids."""
    alarms = [
        alarm
        for alarm in template.all("CloudWatch::Alarm")
        if mentions(alarm.get("Metrics", []), "ApproximateNumberOfMessagesVisible")
    ]
    policies = {
        name: policy["ScalingTargetId"]["Ref"]
        for name, policy in template.named("ApplicationAutoScaling::ScalingPolicy").items()
        if policy["PolicyType"] == "StepScaling"
    }
    scaled = {policies[action["Ref"]] for alarm in alarms for action in alarm["AlarmActions"]}
    return {
        worker
        for worker in ("WorkerOrders", "WorkerConversion", "WorkerSearch")
        for each in scaled
        if worker in each
    }


def _tag(properties: dict[str, Any], key: str) -> str:
    return next(str(tag["Value"]) for tag in properties["Tags"] if tag["Key"] == key)
