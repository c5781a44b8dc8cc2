"""ECS Fargate: Celery's workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_applicationautoscaling import AdjustmentType
from aws_cdk.aws_applicationautoscaling import ScalingInterval as Step
from constructs import Construct

from deploy.settings import Settings, WorkerSize
from deploy.stack.compute.tasks import FEWEST_GIB, Program, TaskKit, TaskSize, define_task
from deploy.stack.compute.tracing import add_collector_if_traced
from deploy.stack.data.queues import Queues
from deploy.stack.network import Network

MINUTE = cdk.Duration.minutes(1)
ROOM_FOR_MODELS_GIB = 40


@dataclass(frozen=True)
class WorkerKit:
    """What the worker services of an environment have in common."""

    cluster: ecs.Cluster
    network: Network
    tasks: TaskKit
    repository: ecr.IRepository
    role: iam.IRole


class Worker(Construct):
    """A service whose tasks take messages from some queues, more of them the more messages wait.

    On Spot where nobody waits for the work: a task that is taken away loses nothing, since its message comes back.
    """

    def __init__(
        self,
        scope: Construct,
        kit: WorkerKit,
        queues: Sequence[str],
        size: WorkerSize,
        *,
        is_on_spot: bool = False,
        disk_gib: int = FEWEST_GIB,
    ) -> None:
        super().__init__(scope, f"Worker{queues[0].capitalize()}")
        task_size = TaskSize(size.cpu, size.memory_mib, disk_gib)
        program = Program(("worker", ",".join(queues)))
        task = define_task(self, kit.tasks, kit.repository, kit.role, task_size, program)
        add_collector_if_traced(task, kit.tasks, program)
        self.service = ecs.FargateService(
            self,
            "Service",
            cluster=kit.cluster,
            task_definition=task,
            service_name=f"worker-{queues[0]}",
            desired_count=size.fewest,
            vpc_subnets=kit.network.private,
            security_groups=[kit.network.worker],
            assign_public_ip=False,
            capacity_provider_strategies=_capacity(is_on_spot=is_on_spot),
            circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            min_healthy_percent=100,
            max_healthy_percent=200,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            enable_ecs_managed_tags=True,
        )

    def scale_on(self, queues: Sequence[sqs.IQueue], size: WorkerSize) -> None:
        """More tasks as long as messages wait; fewer once nothing waits and nothing is in hand, so that none is
        stopped while it works.
        """
        scaling = self.service.auto_scale_task_count(min_capacity=size.fewest, max_capacity=size.most)
        waiting = {f"waiting{number}": _waiting(queue) for number, queue in enumerate(queues)}
        in_hand = {f"in_hand{number}": _in_hand(queue) for number, queue in enumerate(queues)}
        scaling.scale_on_metric(
            "Waiting",
            metric=_sum(waiting, "Waiting"),
            scaling_steps=[
                Step(upper=0, change=0),
                Step(lower=1, change=+1),
                Step(lower=20, change=+3),
                Step(lower=100, change=+10),
            ],
            adjustment_type=AdjustmentType.CHANGE_IN_CAPACITY,
            cooldown=cdk.Duration.minutes(2),
        )
        scaling.scale_on_metric(
            "Idle",
            metric=_sum({**waiting, **in_hand}, "Waiting and in hand"),
            scaling_steps=[Step(upper=0, change=-1), Step(lower=1, change=0)],
            adjustment_type=AdjustmentType.CHANGE_IN_CAPACITY,
            cooldown=cdk.Duration.minutes(2),
        )


class Workers(Construct):
    """The four classes of work: what orders and the catalogue wait for, what has arrived and what strangers are told,
    conversions, and searches that nobody waits for.
    """

    def __init__(self, scope: Construct, settings: Settings, kit: WorkerKit, queues: Queues) -> None:
        super().__init__(scope, "Workers")
        moments = ("orders", "mirror")
        plans = (
            (Worker(self, kit, moments, settings.orders_worker), moments, settings.orders_worker),
            # Pictures, lists and receivers of webhooks take their time, and nothing that an order needs waits behind them.
            (
                Worker(self, kit, ["uploads"], settings.uploads_worker),
                ("uploads",),
                settings.uploads_worker,
            ),
            (
                Worker(self, kit, ["conversion"], settings.conversion_worker, disk_gib=ROOM_FOR_MODELS_GIB),
                ("conversion",),
                settings.conversion_worker,
            ),
            (
                Worker(
                    self,
                    kit,
                    ["search"],
                    settings.search_worker,
                    is_on_spot=True,
                    disk_gib=ROOM_FOR_MODELS_GIB,
                ),
                ("search",),
                settings.search_worker,
            ),
        )
        for worker, names, size in plans:
            worker.scale_on([queues.alive[name] for name in names], size)
        self.services = {names[0]: worker.service for worker, names, _ in plans}


def _capacity(*, is_on_spot: bool) -> list[ecs.CapacityProviderStrategy]:
    provider = "FARGATE_SPOT" if is_on_spot else "FARGATE"
    return [ecs.CapacityProviderStrategy(capacity_provider=provider, weight=1)]


def _waiting(queue: sqs.IQueue) -> cloudwatch.IMetric:
    return queue.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum")


def _in_hand(queue: sqs.IQueue) -> cloudwatch.IMetric:
    return queue.metric_approximate_number_of_messages_not_visible(period=MINUTE, statistic="Maximum")


def _sum(metrics: dict[str, cloudwatch.IMetric], label: str) -> cloudwatch.IMetric:
    return cloudwatch.MathExpression(
        expression=" + ".join(metrics), using_metrics=metrics, period=MINUTE, label=label
    )
