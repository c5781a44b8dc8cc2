"""What real processes tell: a request of a web process and the task that it causes in a worker."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.config.observability.collector import Collector, collecting
from tests.journeys import processes

pytestmark = pytest.mark.django_db(transaction=True)

# No part of it could stand in a request id, which is made of hexadecimal digits.
EMAIL = "lovelace@mail.vitrine.test"
RELAY = "catalog.relay_mirror"
PATIENCE_SECONDS = 60


def lines_of(process: processes.Process) -> list[dict[str, Any]]:
    """The lines of a process that are JSON, as all are but those of the server and of Celery's greeting."""
    lines = [line for line in process.output().splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)


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
        wait_for(lambda: f"run/{RELAY}" in {span.name for _, span in collector.spans})
        wait_for(lambda: "OutboxWaiting" in worker.output())
        wait_for(lambda: "request_finished" in web.output())

    _require_one_request(web, worker)
    _require_measurements(web, worker)
    _require_one_trace(collector)
    assert "lovelace" not in web.output() + worker.output()
    assert b"lovelace@" not in collector.received
    assert b"lovelace%40" not in collector.received


def _require_one_request(web: processes.Process, worker: processes.Process) -> None:
    """The id of the request is in each of its lines and in each of its task's, beside the task's own."""
    told = [line for line in lines_of(web) if line.get("logger", "").startswith("django_structlog")]
    ids = {line["request_id"] for line in told}
    enqueued = next(line for line in told if line["event"] == "task_enqueued")
    tasks = [line for line in lines_of(worker) if line.get("task_id") == enqueued["child_task_id"]]

    assert [line["event"] for line in told] == ["request_started", "task_enqueued", "request_finished"]
    assert len(ids) == 1
    assert [line["event"] for line in tasks][:1] == ["task_started"]
    assert [line["event"] for line in tasks][-1:] == ["task_succeeded"]
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
    request = next(
        span for service, span in collector.spans if service == "vitrine-web" and "ring/" in span.name
    )
    trace = [(service, span) for service, span in collector.spans if span.trace_id == request.trace_id]
    names = {(service, span.name) for service, span in trace}

    assert ("vitrine-web", f"apply_async/{RELAY}") in names
    assert ("vitrine-worker", f"run/{RELAY}") in names
    assert any(service == "vitrine-worker" and "SELECT" in span.name for service, span in trace)
    assert any(service == "vitrine-web" and "SQS" in span.name for service, span in trace), names
    assert abs(int.from_bytes(request.trace_id[:4], "big") - time.time()) < PATIENCE_SECONDS * 5
