"""What real processes tell: a request of a web process and the task that it causes in a worker."""

import json
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.config.observability.collector import Collector, collecting
from tests.journeys import processes
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

# No part of it could stand in a request id, which is made of hexadecimal digits.
EMAIL = "lovelace@mail.vitrine.test"
RELAY = "catalog.relay_mirror"
RECENT_SECONDS = 600


def lines_of(process: processes.Process) -> list[dict[str, Any]]:
    """The lines of a process that are JSON, as all are but those of the server and of Celery's greeting."""
    *whole, _ = process.output().split("\n")  # the last may be half written
    return [json.loads(line) for line in whole if line.startswith("{")]


def _of_the_request(web: processes.Process) -> list[dict[str, Any]]:
    return [line for line in lines_of(web) if line.get("logger", "").startswith("django_structlog")]


def _of_its_task(web: processes.Process, worker: processes.Process) -> list[dict[str, Any]]:
    """The worker's lines on the task that the request has caused, whatever else it takes from the queue."""
    caused = {line.get("child_task_id") for line in _of_the_request(web)} - {None}
    return [line for line in lines_of(worker) if line.get("task_id") in caused]


def _events(lines: Iterable[dict[str, Any]]) -> list[str]:
    return [line["event"] for line in lines]


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as receiving:
        yield receiving


@pytest.fixture
def observed(shop_environment: dict[str, str], collector: Collector) -> dict[str, str]:
    return {
        **shop_environment,
        "DJANGO_SETTINGS_MODULE": "tests.config.production_like",
        "METRICS_NAMESPACE": "Vitrine/test",
        "TRACING": "xray",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }


def test_request_and_its_task_are_told_together(
    observed: dict[str, str], collector: Collector, port: int, tmp_path: Path
) -> None:
    with (
        processes.worker(observed, tmp_path / "worker.log", queues="mirror") as worker,
        processes.web(observed, tmp_path / "web.log", port=port) as web,
    ):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ring/?q={EMAIL}", timeout=30) as answer:
            answer.read()
        wait_for(
            "the task's end",
            lambda: "task_succeeded" in _events(_of_its_task(web, worker)),
            also=worker.output,
        )
        wait_for("its measurements", lambda: "OutboxWaiting" in worker.output(), also=worker.output)
        wait_for("the request's end", lambda: "request_finished" in _events(_of_the_request(web)))
        wait_for("the task's span", lambda: ("vitrine-worker", f"run/{RELAY}") in _names(_trace(collector)))

    _require_one_request(web, worker)
    _require_measurements(web, worker)
    _require_one_trace(collector)
    assert "lovelace" not in web.output() + worker.output()
    assert b"lovelace@" not in collector.received
    assert b"lovelace%40" not in collector.received


def _require_one_request(web: processes.Process, worker: processes.Process) -> None:
    """The id of the request is in each of its lines and in each of its task's, beside the task's own."""
    told, tasks = _of_the_request(web), _of_its_task(web, worker)
    ids = {line["request_id"] for line in told}

    assert _events(told) == ["request_started", "task_enqueued", "request_finished"]
    assert len(ids) == 1
    assert _events(tasks)[0] == "task_started"
    assert _events(tasks)[-1] == "task_succeeded"
    assert {line["request_id"] for line in tasks} == ids


def _require_measurements(web: processes.Process, worker: processes.Process) -> None:
    measured = {
        (name, document["Service"])
        for document in [*lines_of(web), *lines_of(worker)]
        if "_aws" in document
        for name in document
    }

    assert {
        ("RequestSeconds", "web"),
        ("ServerErrors", "web"),
        ("OutboxWaiting", "worker"),
        ("RelayLag", "worker"),
    } <= measured


def _require_one_trace(collector: Collector) -> None:
    """From the request to the statements of its task; and named by an instant, as X-Ray wants it."""
    trace = _trace(collector)
    names = _names(trace)

    assert ("vitrine-web", f"apply_async/{RELAY}") in names
    assert ("vitrine-worker", f"run/{RELAY}") in names
    assert any(service == "vitrine-worker" and "SELECT" in name for service, name in names)
    assert any(service == "vitrine-web" and "SQS" in name for service, name in names), names
    assert abs(int.from_bytes(trace[0][1].trace_id[:4], "big") - time.time()) < RECENT_SECONDS


def _trace(collector: Collector) -> list[tuple[str, Span]]:
    """What has arrived of the request's trace, by service; nothing before the request itself has."""
    spans = list(collector.spans)
    traces = {span.trace_id for service, span in spans if service == "vitrine-web" and "ring/" in span.name}
    return [(service, span) for service, span in spans if span.trace_id in traces]


def _names(spans: Iterable[tuple[str, Span]]) -> set[tuple[str, str]]:
    return {(service, span.name) for service, span in spans}
