"""The ECS cluster, the roles in it, and the kit of which its services are made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from deploy.stack.compute.tasks import TaskKit
from deploy.stack.compute.workers import WorkerKit
from deploy.stack.container import ContainerEnvironment
from deploy.stack.network import Network
from deploy.stack.permissions import Permissions
from deploy.stack.registry import Registry

TASKS = "ecs-tasks.amazonaws.com"


@dataclass(frozen=True)
class Release:
    """What is released: which images, from where, with which environment; and which image migrates before it."""

    registry: Registry
    image_tag: str
    migration_tag: str
    environment: ContainerEnvironment


class Cluster(Construct):
    """Fargate and Fargate Spot, with the kits of which services and tasks are made. All start under the same role."""

    def __init__(
        self,
        scope: Construct,
        network: Network,
        release: Release,
        permissions: Permissions,
        log_groups: dict[str, logs.LogGroup],
    ) -> None:
        super().__init__(scope, "Cluster")
        cluster = ecs.Cluster(
            self,
            "Cluster",
            vpc=network.vpc,
            container_insights_v2=ecs.ContainerInsights.ENABLED,
            enable_fargate_capacity_providers=True,
        )
        start = permissions.role("TaskStart", TASKS, permissions.start)
        worker = permissions.role("WorkerTask", TASKS, *permissions.worker)

        def kit(role: iam.IRole, kind: str) -> WorkerKit:
            repository = release.registry.web if kind == "web" else release.registry.worker
            tasks = TaskKit(release.image_tag, release.environment, start, log_groups[kind])
            return WorkerKit(cluster, network, tasks, repository, role)

        self.workers = kit(worker, "worker")
        self.migration = dataclasses.replace(
            self.workers,
            tasks=dataclasses.replace(self.workers.tasks, image_tag=release.migration_tag),
            repository=release.registry.web,  # the small image, which knows all migrations as well
        )
        self._kit, self._permissions = kit, permissions

    def web(self) -> WorkerKit:
        """The kit of the web service, where it runs here."""
        return self._kit(self._permissions.role("WebTask", TASKS, *self._permissions.web), "web")
