"""Every alarm in one table: what is watched, when it is too much, for how long, and which page says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from deploy.settings import Settings
from deploy.stack.compute.functions import Functions
from deploy.stack.compute.workers import Workers
from deploy.stack.container import metrics_namespace
from deploy.stack.data import Data
from deploy.stack.edge.firewall import EdgeFirewall

GIB = 1024**3
MINUTE = cdk.Duration.minutes(1)


@dataclass(frozen=True)
class Measure:
    """A metric and what is too much of it (or, where `is_too_little`, too little), for `minutes` on end.

    `silence` says how minutes without data count.
    """

    name: str
    metric: cloudwatch.IMetric
    threshold: float
    runbook: str
    sentence: str
    minutes: int = 5
    is_too_little: bool = False
    silence: Literal["fine", "bad"] = "fine"


@dataclass(frozen=True)
class Watched:
    """The constructs that have something to measure. `web` holds what the chosen compute adds."""

    settings: Settings
    data: Data
    workers: Workers
    functions: Functions
    distribution_id: str
    firewall: EdgeFirewall
    web: list[Measure] = field(default_factory=list)


def measures(watched: Watched) -> list[Measure]:
    """Everything that raises an alarm."""
    return [
        *watched.web,
        *_edge(watched),
        *_queues(watched),
        *_workers(watched),
        *_stuck(watched),
        *_database(watched),
        *_cache(watched),
        *_mirror(watched),
        *_functions(watched),
    ]


def aws_metric(
    namespace: str, name: str, dimensions: dict[str, str], statistic: str, period: cdk.Duration = MINUTE
) -> cloudwatch.Metric:
    """A metric that a service of AWS keeps."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dimensions,
        statistic=statistic,
        period=period,
    )


def _edge(watched: Watched) -> Iterator[Measure]:
    dimensions = {"DistributionId": watched.distribution_id, "Region": "Global"}
    errors = aws_metric("AWS/CloudFront", "5xxErrorRate", dimensions, "Average")
    hits = aws_metric("AWS/CloudFront", "CacheHitRate", dimensions, "Average", cdk.Duration.minutes(15))
    yield Measure(
        "EdgeErrors", errors, 1, "release-and-rollback", "More than 1 % of answers are errors of ours"
    )
    yield Measure(
        "EdgeHitRate",
        hits,
        50,
        "traffic-spike",
        "CloudFront answers less than half of the requests itself",
        minutes=60,
        is_too_little=True,
    )
    blocked = aws_metric(
        "AWS/WAFV2",
        "BlockedRequests",
        {"WebACL": watched.firewall.acl.attr_id, "Rule": "ALL"},
        "Sum",
    )
    yield Measure("Blocked", blocked, 5000, "traffic-spike", "The firewall turns thousands away each minute")


def _queues(watched: Watched) -> Iterator[Measure]:
    patience = {"orders": 300, "mirror": 300, "uploads": 600, "conversion": 1800, "search": 6 * 3600}
    for name, queue in watched.data.queues.alive.items():
        yield Measure(
            f"Waiting{name.capitalize()}",
            queue.metric_approximate_age_of_oldest_message(period=MINUTE),
            patience[name],
            "traffic-spike",
            f"A message in {name} has waited longer than {patience[name]} seconds",
        )
    dead = {**watched.data.queues.dead, "undelivered": watched.data.queues.undelivered}
    for name, queue in dead.items():
        yield Measure(
            f"Dead{name.capitalize()}",
            queue.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
            0,
            "dead-letter-queue",
            f"Work of {name} was given up",
            minutes=1,
        )


def _workers(watched: Watched) -> Iterator[Measure]:
    service = watched.workers.services["orders"]
    yield Measure(
        "WorkerCpu",
        service.metric_cpu_utilization(period=MINUTE),
        90,
        "traffic-spike",
        "The workers that orders wait for are at their limit",
        minutes=15,
        silence="bad",
    )
    namespace, worker = metrics_namespace(watched.settings), {"Service": "worker"}
    lag = aws_metric(namespace, "RelayLag", worker, "Maximum")
    yield Measure(
        "RelayLag", lag, 300, "dead-letter-queue", "A change has not reached the catalogue for five minutes"
    )
    # Measured every quarter of an hour, and no part of the mirror may ever differ.
    differing = aws_metric(namespace, "MirrorDivergence", worker, "Sum", cdk.Duration.minutes(15))
    yield Measure(
        "MirrorDivergence",
        differing,
        0,
        "restore",
        "The catalogue showed something else than PostgreSQL says; it was mended, but should not happen",
        minutes=15,
    )
    failed = aws_metric(namespace, "ConversionFailed", worker, "Sum")
    yield Measure(
        "ConversionFailed", failed, 5, "dead-letter-queue", "Conversions fail through a fault of ours"
    )


def _stuck(watched: Watched) -> Iterator[Measure]:
    """What the clock counts each minute of all that only a person can end."""
    sentences = {
        "PaymentsHeld": (0, "Payments wait for somebody to accept them or give them back, in the admin"),
        # A few addresses are wrong on any day, and nobody is woken for those.
        "MailsGivenUp": (
            10,
            "More than ten e-mails were given up within the last day: mend the cause, then have them tried again in the admin",
        ),
        "InvoicesNotWritten": (0, "Invoices that could be written were not for an hour: the log says why"),
    }
    namespace, worker = metrics_namespace(watched.settings), {"Service": "worker"}
    for name, (most, sentence) in sentences.items():
        # In a single minute the clock may not have rung, which would count as nothing waiting.
        metric = aws_metric(namespace, name, worker, "Maximum", cdk.Duration.minutes(5))
        yield Measure(name, metric, most, "waits-for-a-person", sentence, minutes=15)


def _database(watched: Watched) -> Iterator[Measure]:
    instance = watched.data.database.instance
    page = "restore"
    yield Measure(
        "DatabaseCpu",
        instance.metric_cpu_utilization(period=MINUTE),
        80,
        "traffic-spike",
        "PostgreSQL computes at more than 80 %",
        minutes=15,
        silence="bad",
    )
    yield Measure(
        "DatabaseStorage",
        instance.metric_free_storage_space(period=MINUTE),
        5 * GIB,
        page,
        "PostgreSQL has less than 5 GiB left",
        is_too_little=True,
    )
    yield Measure(
        "DatabaseConnections",
        instance.metric_database_connections(period=MINUTE),
        150,
        "traffic-spike",
        "More connections to PostgreSQL than web and workers together should have",
    )
    yield Measure(
        "DatabaseMemory",
        instance.metric_freeable_memory(period=MINUTE),
        0.1 * GIB,
        "traffic-spike",
        "PostgreSQL is short of memory",
        is_too_little=True,
    )


def _cache(watched: Watched) -> Iterator[Measure]:
    dimensions = {"ReplicationGroupId": watched.data.cache.group.ref}
    cpu = aws_metric("AWS/ElastiCache", "EngineCPUUtilization", dimensions, "Maximum")
    full = aws_metric("AWS/ElastiCache", "DatabaseMemoryUsagePercentage", dimensions, "Maximum")
    yield Measure("CacheCpu", cpu, 80, "traffic-spike", "Valkey computes at more than 80 %")
    yield Measure("CacheMemory", full, 95, "traffic-spike", "Valkey is full and forgets what is still used")


def _mirror(watched: Watched) -> Iterator[Measure]:
    table = {"TableName": watched.data.mirror.table.table_name}
    for kind in ("Read", "Write"):
        metric = aws_metric("AWS/DynamoDB", f"{kind}ThrottleEvents", table, "Sum")
        yield Measure(
            f"Mirror{kind}Throttles", metric, 10, "traffic-spike", f"DynamoDB turns {kind.lower()}s away"
        )


def _functions(watched: Watched) -> Iterator[Measure]:
    functions = {
        "UploadEvent": watched.functions.upload_event,
        "CatalogPurge": watched.functions.catalog_purge,
    }
    for name, function in functions.items():
        if function is None:
            continue
        yield Measure(
            f"{name}Errors",
            function.metric_errors(period=MINUTE),
            0,
            "dead-letter-queue",
            f"The function {name} fails",
            minutes=3,
        )
