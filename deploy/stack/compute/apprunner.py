"""App Runner: the web containers, the default. Its address is public, so a firewall of its own lets in CloudFront alone."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_apprunner as apprunner
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.compute.tasks import TaskKit
from deploy.stack.compute.tracing import observability_if_traced
from deploy.stack.edge.firewall import OriginFirewall
from deploy.stack.network import WEB_PORT, Network

# Longer than Django's patience with the database, shorter than App Runner's two minutes for a request.
ORIGIN_SECONDS = 30


class AppRunnerWeb(Construct):
    """A service over the web image that scales with the number of requests at once and reaches the private network."""

    def __init__(
        self,
        scope: Construct,
        settings: Settings,
        network: Network,
        kit: TaskKit,
        repository: ecr.IRepository,
        role: iam.IRole,
    ) -> None:
        super().__init__(scope, "Web")
        connector = apprunner.CfnVpcConnector(
            self,
            "Connector",
            subnets=network.vpc.select_subnets(subnet_group_name="Private").subnet_ids,
            security_groups=[network.web.security_group_id],
        )
        size = settings.web
        self.scaling = apprunner.CfnAutoScalingConfiguration(
            self,
            "Scaling",
            max_concurrency=size.concurrency,
            min_size=size.fewest,
            max_size=size.most,
        )
        self.service = apprunner.CfnService(
            self,
            "Service",
            service_name=f"vitrine-{settings.environment}",
            source_configuration=_source(kit, repository),
            instance_configuration=apprunner.CfnService.InstanceConfigurationProperty(
                cpu=str(size.cpu), memory=str(size.memory_mib), instance_role_arn=role.role_arn
            ),
            auto_scaling_configuration_arn=self.scaling.attr_auto_scaling_configuration_arn,
            health_check_configuration=_health(),
            network_configuration=_network(connector),
            observability_configuration=observability_if_traced(self, kit.environment),
        )

    def guard(self, firewall: OriginFirewall) -> None:
        """Put the firewall before the service."""
        wafv2.CfnWebACLAssociation(
            self,
            "Guard",
            resource_arn=self.service.attr_service_arn,
            web_acl_arn=firewall.acl.attr_arn,
        )

    def origin(self, headers: dict[str, str]) -> cloudfront.IOrigin:
        """The service as CloudFront sees it, with what it shows to be let in."""
        return origins.HttpOrigin(
            self.service.attr_service_url,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            read_timeout=cdk.Duration.seconds(ORIGIN_SECONDS),
            custom_headers=headers,
        )


def _health() -> apprunner.CfnService.HealthCheckConfigurationProperty:
    return apprunner.CfnService.HealthCheckConfigurationProperty(
        protocol="HTTP", path="/livez", interval=10, timeout=5, healthy_threshold=1, unhealthy_threshold=5
    )


def _network(connector: apprunner.CfnVpcConnector) -> apprunner.CfnService.NetworkConfigurationProperty:
    """Asked from outside, asking into the private network."""
    return apprunner.CfnService.NetworkConfigurationProperty(
        egress_configuration=apprunner.CfnService.EgressConfigurationProperty(
            egress_type="VPC", vpc_connector_arn=connector.attr_vpc_connector_arn
        ),
        ingress_configuration=apprunner.CfnService.IngressConfigurationProperty(is_publicly_accessible=True),
    )


def _source(kit: TaskKit, repository: ecr.IRepository) -> apprunner.CfnService.SourceConfigurationProperty:
    return apprunner.CfnService.SourceConfigurationProperty(
        auto_deployments_enabled=False,  # a release migrates first, then deploys
        authentication_configuration=apprunner.CfnService.AuthenticationConfigurationProperty(
            access_role_arn=kit.execution_role.role_arn
        ),
        image_repository=apprunner.CfnService.ImageRepositoryProperty(
            image_identifier=repository.repository_uri_for_tag(kit.image_tag),
            image_repository_type="ECR",
            image_configuration=apprunner.CfnService.ImageConfigurationProperty(
                port=str(WEB_PORT),
                runtime_environment_variables=[
                    apprunner.CfnService.KeyValuePairProperty(name=name, value=value)
                    for name, value in kit.environment.variables.items()
                ],
                runtime_environment_secrets=[
                    apprunner.CfnService.KeyValuePairProperty(name=name, value=secret.secret_arn)
                    for name, secret in kit.environment.secrets.items()
                ],
            ),
        ),
    )
