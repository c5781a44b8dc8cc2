"""Measurements as CloudWatch's embedded metric format has them: one JSON object a line, on stdout.

CloudWatch makes metrics of such lines by itself when they arrive among the logs, so nothing is sent and nothing
waits. Source of the format: "Specification: Embedded metric format" in the CloudWatch user guide.
"""

import enum
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from django.conf import settings

# What CloudWatch takes in one line.
MOST_METRICS = 100


class Unit(enum.Enum):
    """The units that are used here, by CloudWatch's names."""

    SECONDS = "Seconds"
    COUNT = "Count"


class Metric(enum.Enum):
    """Everything that is measured, by the names under which alarms and dashboards find it."""

    REQUEST_SECONDS = ("RequestSeconds", Unit.SECONDS)
    SERVER_ERRORS = ("ServerErrors", Unit.COUNT)
    ORDERS_PLACED = ("OrdersPlaced", Unit.COUNT)
    PAYMENTS_HELD = ("PaymentsHeld", Unit.COUNT)
    MAILS_GIVEN_UP = ("MailsGivenUp", Unit.COUNT)
    INVOICES_NOT_WRITTEN = ("InvoicesNotWritten", Unit.COUNT)
    RELAY_LAG = ("RelayLag", Unit.SECONDS)
    MIRROR_DIVERGENCE = ("MirrorDivergence", Unit.COUNT)
    OUTBOX_WAITING = ("OutboxWaiting", Unit.COUNT)
    CONVERSION_SECONDS = ("ConversionSeconds", Unit.SECONDS)
    CONVERSION_FAILED = ("ConversionFailed", Unit.COUNT)

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def unit(self) -> Unit:
        return self.value[1]


@dataclass
class Process:
    """Which part of the shop this process is: the only dimension, since each combination costs money."""

    service: str = "web"


PROCESS = Process()


def emit(values: Mapping[Metric, float]) -> None:
    """Write a line with these values; nothing where `settings.METRICS_NAMESPACE` is not set."""
    if settings.METRICS_NAMESPACE is None or not values:
        return
    document = embedded(values, settings.METRICS_NAMESPACE, PROCESS.service, time.time())
    stream: TextIO | None = (
        sys.__stdout__
    )  # workers redirect sys.stdout into their log, where lines get other dress
    if stream is not None:
        # In one piece, so that lines of several threads do not mix.
        stream.write(json.dumps(document) + "\n")
        stream.flush()


def embedded(values: Mapping[Metric, float], namespace: str, service: str, instant: float) -> dict[str, Any]:
    """The document for these values, measured at `instant` (seconds since 1970).

    Raises ValueError for more values than one document may hold.
    """
    if len(values) > MOST_METRICS:
        raise ValueError(f"One document holds at most {MOST_METRICS} metrics, not {len(values)}.")
    return {
        "_aws": {
            "Timestamp": int(instant * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": namespace,
                    "Dimensions": [["Service"]],
                    "Metrics": [{"Name": metric.label, "Unit": metric.unit.value} for metric in values],
                }
            ],
        },
        "Service": service,
        **{metric.label: value for metric, value in values.items()},
    }
