"""ECS Fargate: the same web image behind a load balancer that has no public address at all."""

from __future__ import annotations

from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.compute.tasks import Program, TaskSize, define_task
from deploy.stack.compute.tracing import add_collector_if_traced
from deploy.stack.compute.workers import WorkerKit
from deploy.stack.network import HTTPS, WEB_PORT, Network
from deploy.stack.operations.measures import Measure

# The addresses from which CloudFront speaks to origins, as AWS keeps them in us-east-1.
CLOUDFRONT_ORIGIN_FACING = "pl-3b927c52"
ORIGIN_SECONDS = 30


class FargateWeb(Construct):
    """A service behind an internal balancer, which CloudFront reaches through a VPC origin."""

    def __init__(
        self,
        scope: Construct,
        settings: Settings,
        kit: WorkerKit,
        certificate: acm.ICertificate,
        logs: s3.IBucket,
    ) -> None:
        super().__init__(scope, "Web")
        self._domain = settings.domain
        network, size = kit.network, settings.web
        program = Program(("web",))
        task = define_task(
            self, kit.tasks, kit.repository, kit.role, TaskSize(size.cpu, size.memory_mib), program
        )
        add_collector_if_traced(task, kit.tasks, program)
        shop = cast("ecs.ContainerDefinition", task.default_container)
        shop.add_port_mappings(ecs.PortMapping(container_port=WEB_PORT))
        self.service = ecs.FargateService(
            self,
            "Service",
            cluster=kit.cluster,
            task_definition=task,
            service_name="web",
            desired_count=size.fewest,
            vpc_subnets=network.private,
            security_groups=[network.web],
            assign_public_ip=False,
            circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            min_healthy_percent=100,
            max_healthy_percent=200,
            health_check_grace_period=cdk.Duration.seconds(60),
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            enable_ecs_managed_tags=True,
        )
        self.balancer = _balancer(self, network, logs)
        self.targets = self._listen(certificate)
        self._scale(settings)

    def _listen(self, certificate: acm.ICertificate) -> elb.ApplicationTargetGroup:
        """Have the balancer speak TLS to CloudFront and hand requests to containers that are up."""
        listener = self.balancer.add_listener(
            "Https",
            port=HTTPS,
            protocol=elb.ApplicationProtocol.HTTPS,
            certificates=[certificate],
            ssl_policy=elb.SslPolicy.RECOMMENDED_TLS,
            open=False,
        )
        return listener.add_targets(
            "Shop",
            port=WEB_PORT,
            protocol=elb.ApplicationProtocol.HTTP,
            targets=[self.service],
            deregistration_delay=cdk.Duration.seconds(30),
            health_check=elb.HealthCheck(path="/livez", interval=cdk.Duration.seconds(10)),
        )

    def origin(self, headers: dict[str, str]) -> cloudfront.IOrigin:
        """The balancer as CloudFront sees it. The certificate is the shop's, so that is the name it is called by."""
        return origins.VpcOrigin.with_application_load_balancer(
            self.balancer,
            domain_name=self._domain,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            read_timeout=cdk.Duration.seconds(ORIGIN_SECONDS),
            custom_headers=headers,
        )

    def measures(self) -> list[Measure]:
        """What to watch about the service."""
        minute = cdk.Duration.minutes(1)
        errors = self.targets.metrics.http_code_target(
            elb.HttpCodeTarget.TARGET_5XX_COUNT, period=minute, statistic="Sum"
        )
        slow = self.targets.metrics.target_response_time(period=minute, statistic="p99")
        unhealthy = self.targets.metrics.unhealthy_host_count(period=minute, statistic="Maximum")
        return [
            Measure("WebErrors", errors, 10, "release-and-rollback", "The web containers answer with errors"),
            Measure(
                "WebSlow",
                slow,
                3,
                "traffic-spike",
                "One request in a hundred takes longer than three seconds",
            ),
            Measure("WebUnhealthy", unhealthy, 0, "release-and-rollback", "A web container does not answer"),
        ]

    def _scale(self, settings: Settings) -> None:
        scaling = self.service.auto_scale_task_count(
            min_capacity=settings.web.fewest, max_capacity=settings.web.most
        )
        scaling.scale_on_cpu_utilization("Cpu", target_utilization_percent=60)
        scaling.scale_on_request_count(
            "Requests", requests_per_target=settings.web.concurrency * 60, target_group=self.targets
        )


def _balancer(scope: Construct, network: Network, logs: s3.IBucket) -> elb.ApplicationLoadBalancer:
    group = ec2.SecurityGroup(
        scope,
        "BalancerGroup",
        vpc=network.vpc,
        description="The load balancer: from CloudFront to the web containers",
        allow_all_outbound=False,
    )
    group.add_ingress_rule(
        ec2.Peer.prefix_list(CLOUDFRONT_ORIGIN_FACING), ec2.Port.tcp(HTTPS), "CloudFront's VPC origin"
    )
    balancer = elb.ApplicationLoadBalancer(
        scope,
        "Balancer",
        vpc=network.vpc,
        vpc_subnets=network.private,
        internet_facing=False,
        security_group=group,
        deletion_protection=True,
        drop_invalid_header_fields=True,
    )
    balancer.log_access_logs(logs, prefix="balancer")
    return balancer
