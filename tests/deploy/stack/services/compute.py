"""What runs: web containers, workers, errands and their images."""

from __future__ import annotations

from typing import Final

from tests.deploy.stack.templates import Template, mentions

WORKERS: Final = ("WorkerOrders", "WorkerUploads", "WorkerConversion", "WorkerSearch")


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
    assert {
        policy["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"][
            "PredefinedMetricType"
        ]
        for name, policy in template.named("ApplicationAutoScaling::ScalingPolicy").items()
        if name.startswith("Web")
    } == {"ECSServiceAverageCPUUtilization", "ALBRequestCountPerTarget"}


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

    assert set(services) == {"worker-orders", "worker-uploads", "worker-conversion", "worker-search"}
    # Receivers of webhooks take their time: nothing that an order needs waits behind them.
    assert set(commands) == {"orders,mirror", "uploads", "conversion", "search"}
    assert services["worker-search"]["CapacityProviderStrategy"] == [
        {"CapacityProvider": "FARGATE_SPOT", "Weight": 1}
    ]
    for container in commands.values():
        assert (container["User"], container["ReadonlyRootFilesystem"]) == ("10001", True)
        assert container["StopTimeout"] == 120
        assert [point["ContainerPath"] for point in container["MountPoints"]] == ["/tmp"]  # noqa: S108
    assert _scaling(template) == {
        (worker, direction) for worker in WORKERS for direction in ("Waiting", "Idle")
    }
    providers = template.one("ECS::ClusterCapacityProviderAssociations")["CapacityProviders"]
    assert set(providers) == {"FARGATE", "FARGATE_SPOT"}


def migration(template: Template) -> None:
    tasks = [
        task
        for task in template.all("ECS::TaskDefinition")
        if task["ContainerDefinitions"][0]["Command"] == ["migrate"]
    ]

    assert len(tasks) == 1
    assert mentions(tasks[0]["ContainerDefinitions"][0]["Image"], "MigrationTag")
    (managing,) = template.named("ECS::TaskDefinition")[
        template.id_of("ECS::TaskDefinition", "ErrandsManage")
    ]["ContainerDefinitions"]
    assert managing["EntryPoint"] == ["python", "/srv/vitrine/manage.py"]
    assert {"MigrationTask", "ManageTask", "Cluster", "PrivateSubnets", "WorkerSecurityGroup"} <= set(
        template.document["Outputs"]
    )


def ecr(template: Template) -> None:
    repositories = template.all("ECR::Repository")

    assert len(repositories) == 2
    for repository in repositories:
        assert repository["ImageTagMutability"] == "IMMUTABLE"
        assert repository["ImageScanningConfiguration"] == {"ScanOnPush": True}


def _scaling(template: Template) -> set[tuple[str, str]]:
    """Which worker is scaled on which of its two measures: an alarm over its queues, and the policy it sets off."""
    policies = template.named("ApplicationAutoScaling::ScalingPolicy")
    alarms = template.named("CloudWatch::Alarm")
    set_off = {
        action["Ref"]
        for alarm in alarms.values()
        if mentions(alarm.get("Metrics", []), "ApproximateNumberOfMessagesVisible")
        for action in alarm["AlarmActions"]
    }
    return {
        (worker, direction)
        for worker in WORKERS
        for direction in ("Waiting", "Idle")
        for name in policies
        if worker in name and direction in name and name in set_off
    }
