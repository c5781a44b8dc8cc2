"""How a container of the shop is described to ECS: read-only but for /tmp, as the user that the image names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from deploy.stack.container import ContainerEnvironment

USER: Final = "10001"
# What Fargate gives at most between SIGTERM and SIGKILL, which is also the warning before a Spot task ends.
STOP_SECONDS: Final = 120
FEWEST_GIB: Final = 21


@dataclass(frozen=True)
class TaskKit:
    """What the tasks of an environment have in common."""

    image_tag: str
    environment: ContainerEnvironment
    execution_role: iam.IRole
    log_group: logs.ILogGroup


@dataclass(frozen=True)
class TaskSize:
    """CPU units, MiB of memory, GiB of disk (FEWEST_GIB at least)."""

    cpu: int
    memory_mib: int
    disk_gib: int = FEWEST_GIB


@dataclass(frozen=True)
class Program:
    """What runs in a task: a verb of the image's entrypoint, or arguments of another `entry_point`."""

    arguments: tuple[str, ...]
    entry_point: tuple[str, ...] | None = None

    @property
    def stream(self) -> str:
        """How the names of its log streams begin."""
        return "manage" if self.entry_point else self.arguments[0]


def define_task(
    scope: Construct,
    kit: TaskKit,
    repository: ecr.IRepository,
    role: iam.IRole,
    size: TaskSize,
    program: Program,
) -> ecs.FargateTaskDefinition:
    """A task of one container, called "shop"."""
    task = ecs.FargateTaskDefinition(
        scope,
        "Task",
        cpu=size.cpu,
        memory_limit_mib=size.memory_mib,
        ephemeral_storage_gib=size.disk_gib,
        task_role=_fixed(role),
        execution_role=_fixed(kit.execution_role),
        runtime_platform=ecs.RuntimePlatform(
            cpu_architecture=ecs.CpuArchitecture.X86_64,
            operating_system_family=ecs.OperatingSystemFamily.LINUX,
        ),
        volumes=[ecs.Volume(name="tmp")],
    )
    container = task.add_container(
        "shop",
        image=ecs.ContainerImage.from_ecr_repository(repository, kit.image_tag),
        command=list(program.arguments),
        entry_point=list(program.entry_point) if program.entry_point else None,
        user=USER,
        readonly_root_filesystem=True,
        environment=dict(kit.environment.variables),
        secrets=_secrets(scope, kit.environment),
        logging=ecs.LogDrivers.aws_logs(stream_prefix=program.stream, log_group=kit.log_group),
        linux_parameters=ecs.LinuxParameters(scope, "Linux", init_process_enabled=True),
        stop_timeout=cdk.Duration.seconds(STOP_SECONDS),
    )
    container.add_mount_points(
        ecs.MountPoint(container_path="/tmp", source_volume="tmp", read_only=False)  # noqa: S108 - the container's
    )
    return task


def _secrets(scope: Construct, environment: ContainerEnvironment) -> dict[str, ecs.Secret]:
    """The secrets by their addresses alone. Whole, they would have the key name the role that reads them, in a circle."""
    return {
        name: ecs.Secret.from_secrets_manager(
            secretsmanager.Secret.from_secret_complete_arn(scope, name, secret.secret_arn)
        )
        for name, secret in environment.secrets.items()
    }


def _fixed(role: iam.IRole) -> iam.IRole:
    """The role as it is: constructs may not add statements of their own to it."""
    return role.without_policy_updates() if isinstance(role, iam.Role) else role
