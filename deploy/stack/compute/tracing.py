"""Who hands traces on to X-Ray: a collector that App Runner brings along, or a container beside the shop's on Fargate.

Programs send to http://localhost:4318 (OTLP by HTTP) without being told, and both listen there. For App Runner, AWS's
guide names only port 4317 (gRPC); the configuration that AWS publishes for its collector opens 4318 as well
(github.com/aws-observability/aws-otel-collector, config/apprunner/apprunner-default-config.yaml).
"""

from __future__ import annotations

from typing import Final, cast

from aws_cdk import aws_apprunner as apprunner
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from deploy.settings import REGION
from deploy.stack.compute.tasks import Program, TaskKit
from deploy.stack.container import ContainerEnvironment

# AWS's distribution of the OpenTelemetry collector. It runs as a user of its own, 4317, and writes nothing to disk.
IMAGE: Final = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0"
# One of the configurations in the image: OTLP comes in, X-Ray gets it, and nothing else is measured.
CONFIGURATION: Final = "/etc/ecs/ecs-xray.yaml"
MEMORY_MIB: Final = 256


def observability_if_traced(
    scope: Construct, environment: ContainerEnvironment
) -> apprunner.CfnService.ServiceObservabilityConfigurationProperty | None:
    """Have App Runner run its collector beside each web container; None where nothing is traced."""
    if not environment.is_traced:
        return None
    configuration = apprunner.CfnObservabilityConfiguration(
        scope,
        "Tracing",
        trace_configuration=apprunner.CfnObservabilityConfiguration.TraceConfigurationProperty(
            vendor="AWSXRAY"
        ),
    )
    return apprunner.CfnService.ServiceObservabilityConfigurationProperty(
        observability_enabled=True,
        observability_configuration_arn=configuration.attr_observability_configuration_arn,
    )


def add_collector_if_traced(task: ecs.FargateTaskDefinition, kit: TaskKit, program: Program) -> None:
    """Put a collector into the task of a program that sends traces. Without it the program runs on."""
    if not kit.environment.is_traced:
        return
    shop = cast("ecs.ContainerDefinition", task.default_container)
    collector = task.add_container(
        "collector",
        image=ecs.ContainerImage.from_registry(IMAGE),
        command=[f"--config={CONFIGURATION}"],
        essential=False,
        enable_restart_policy=True,
        memory_limit_mib=MEMORY_MIB,
        readonly_root_filesystem=True,
        environment={"AWS_REGION": REGION},
        logging=ecs.LogDrivers.aws_logs(stream_prefix=program.stream, log_group=kit.log_group),
    )
    # Who starts first stops last: the collector hears what programs send while they come to their end.
    shop.add_container_dependencies(
        ecs.ContainerDependency(container=collector, condition=ecs.ContainerDependencyCondition.START)
    )
