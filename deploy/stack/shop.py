"""The stack of one environment, put together."""

from __future__ import annotations

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from deploy.settings import REGION, Compute, Settings
from deploy.stack.compute.apprunner import AppRunnerWeb
from deploy.stack.compute.cluster import Cluster, Release
from deploy.stack.compute.errands import Errands
from deploy.stack.compute.fargate import FargateWeb
from deploy.stack.compute.functions import Functions
from deploy.stack.compute.schedules import Schedules
from deploy.stack.compute.tasks import TaskKit
from deploy.stack.compute.workers import Workers
from deploy.stack.container import container_environment
from deploy.stack.data import Data
from deploy.stack.data.keys import DataKey
from deploy.stack.edge.distribution import Edge
from deploy.stack.edge.firewall import EdgeFirewall, OriginFirewall
from deploy.stack.edge.names import Names
from deploy.stack.edge.origin_secret import HEADER, OriginSecret
from deploy.stack.edge.static_site import StaticSite
from deploy.stack.nag import acknowledge
from deploy.stack.network import Network
from deploy.stack.operations.alarms import Alarms
from deploy.stack.operations.costs import Costs
from deploy.stack.operations.dashboard import Dashboard
from deploy.stack.operations.logs import Logs
from deploy.stack.operations.measures import Measure, Watched, aws_metric, measures
from deploy.stack.operations.notices import Notices
from deploy.stack.permissions import Permissions
from deploy.stack.registry import Registry


@dataclass(frozen=True)
class Web:
    """The web containers, whichever way they run: where CloudFront finds them and what to watch about them.

    `firewall` is what must know a new origin secret before CloudFront sends it.
    """

    origin: cloudfront.IOrigin
    measures: list[Measure]
    firewall: OriginFirewall | None = None


class ShopStack(cdk.Stack):
    """Everything of one environment in one stack, since its parts know of each other in both directions.

    With `is_only_registry` there are only the key and the image repositories: a first deployment makes those, then
    images are pushed, then the rest can start.
    """

    def __init__(
        self, scope: Construct, settings: Settings, compute: Compute, *, is_only_registry: bool = False
    ) -> None:
        super().__init__(
            scope,
            f"Vitrine-{settings.environment}",
            description=f"Vitrine, {settings.environment}, web on {compute}",
            env=cdk.Environment(region=REGION),
            termination_protection=True,
            analytics_reporting=False,
        )
        self._settings = settings
        data_key = DataKey(self)
        self._registry = Registry(self, data_key.key)
        if not is_only_registry:
            self._assemble(compute, data_key)
            acknowledge(self, settings, compute)
        for name, value in (
            ("Project", "Vitrine"),
            ("Environment", settings.environment),
            ("CostCenter", "shop"),
        ):
            cdk.Tags.of(self).add(name, value)

    def _assemble(self, compute: Compute, data_key: DataKey) -> None:
        settings = self._settings
        logs = Logs(self, settings, data_key.key)
        network = Network(self, settings, logs.network)
        data = Data(self, settings, network, data_key, logs)
        origin = OriginSecret(self, data_key.key) if compute == "apprunner" else None
        release = Release(
            self._registry,
            self._registry.add_tag("ImageTag", "The git commit of the images that run"),
            # Apart, because a release migrates with its images before anything else of it runs.
            self._registry.add_tag("MigrationTag", "The git commit of the image that migrates the database"),
            container_environment(settings, data, origin),
        )
        groups = {"worker": logs.group("Worker"), "web": logs.group("Web")}
        repositories = [self._registry.web, self._registry.worker]
        permissions = Permissions(self, data, repositories, release.environment, list(groups.values()))
        cluster = Cluster(self, network, release, permissions, groups)
        names = Names(self, settings)
        web = (
            self._on_app_runner(network, release, permissions, origin, logs)
            if origin
            else self._on_fargate(cluster, names, data)
        )
        firewall = EdgeFirewall(self, settings, logs)
        edge = Edge(self, settings, names, firewall, data.buckets.logs)
        distribution = edge.distribute(
            assets=data.buckets.assets, static=StaticSite(self, settings).origin(), django=web.origin
        )
        if web.firewall:
            distribution.node.add_dependency(web.firewall.acl)
        functions = Functions(self, data, logs)
        functions.purge(distribution.distribution_id, distribution.distribution_arn)
        Schedules(self, data)
        workers = Workers(self, settings, cluster.workers, data.queues)
        Errands(workers, cluster)
        self._watch(
            Watched(settings, data, workers, functions, distribution.distribution_id, firewall, web.measures)
        )

    def _watch(self, watched: Watched) -> None:
        notices = Notices(self, self._settings, watched.data.key)
        Alarms(self, self._settings, measures(watched), notices.topic)
        Dashboard(self, self._settings, measures(watched))
        Costs(self, self._settings, notices.topic)

    def _on_app_runner(
        self, network: Network, release: Release, permissions: Permissions, origin: OriginSecret, logs: Logs
    ) -> Web:
        pull = permissions.role("AppRunnerStart", "build.apprunner.amazonaws.com", permissions.start)
        role = permissions.role("AppRunnerWeb", "tasks.apprunner.amazonaws.com", *permissions.web)
        kit = TaskKit(release.image_tag, release.environment, pull, logs.network)
        web = AppRunnerWeb(self, self._settings, network, kit, self._registry.web, role)
        firewall = OriginFirewall(self, self._settings, origin, logs)
        web.guard(firewall)
        dimensions = {
            "ServiceName": f"vitrine-{self._settings.environment}",
            "ServiceID": web.service.attr_service_id,
        }
        return Web(
            web.origin({HEADER: origin.current, **self._forwarded()}),
            [
                Measure(
                    "WebErrors",
                    aws_metric("AWS/AppRunner", "5xxStatusResponses", dimensions, "Sum"),
                    10,
                    "release-and-rollback",
                    "The web containers answer with errors",
                ),
                Measure(
                    "WebSlow",
                    aws_metric("AWS/AppRunner", "RequestLatency", dimensions, "p99"),
                    3000,
                    "traffic-spike",
                    "One request in a hundred takes longer than three seconds",
                ),
                Measure(
                    "WebAtItsMost",
                    aws_metric("AWS/AppRunner", "ActiveInstances", dimensions, "Maximum"),
                    self._settings.web.most - 1,
                    "traffic-spike",
                    "As many web containers run as may run",
                ),
            ],
            firewall,
        )

    def _on_fargate(self, cluster: Cluster, names: Names, data: Data) -> Web:
        web = FargateWeb(self, self._settings, cluster.web(), names.certificate, data.buckets.logs)
        return Web(web.origin(self._forwarded()), web.measures())

    def _forwarded(self) -> dict[str, str]:
        """The name that shoppers asked for, which an origin with a name of its own does not hear."""
        return {"X-Forwarded-Host": self._settings.domain}
