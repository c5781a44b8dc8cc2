"""The entrypoint, run beside the real services and stopped as platforms do it."""

import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import psycopg
import pytest

from deploy.functions.celery_message import encode_task
from deploy.local.processes.ports import take_port
from deploy.local.programs import answers
from tests.deploy.container.conftest import ENTRYPOINT, STOP_SECONDS, Place, Start, stopped
from tests.waiting import wait_for

START_SECONDS = 120
# Of the five that a statement waits for a lock.
HELD_SECONDS = 0.5


def fetch(port: int, path: str) -> dict[str, Any]:
    """The JSON that the web server answers, errors too; patient, as the first request of a process takes seconds."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=STOP_SECONDS) as response:
            return dict(json.load(response))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))


@pytest.fixture
def port(place: Place, monkeypatch: pytest.MonkeyPatch) -> int:
    """Where the web server is told to listen."""
    port = take_port()
    monkeypatch.setitem(place.variables, "PORT", str(port))
    return port


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["serve"],
        ["web", "more"],
        ["worker"],
        ["worker", ""],
        ["worker", "orders", "more"],
        ["migrate", "more"],
    ],
)
def test_entrypoint_explains_itself_to_whoever_asks_for_something_else(arguments: list[str]) -> None:
    done = subprocess.run([ENTRYPOINT, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  # ours

    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.splitlines() == [
        "usage: entrypoint web",
        "       entrypoint worker QUEUE[,QUEUE...]",
        "       entrypoint migrate",
    ]


def test_web_finishes_the_request_in_hand_when_stopped(
    place: Place, migrated: object, start: Start, port: int
) -> None:
    process = start(["web"])
    wait_for("an answer", lambda: answers(f"http://127.0.0.1:{port}/livez"))
    ready = fetch(port, "/readyz")
    fetch(port, "/api/v1/")
    with ThreadPoolExecutor(1) as pool, psycopg.connect(place.database_url) as connection:
        connection.execute("LOCK TABLE catalog_product IN ACCESS EXCLUSIVE MODE")
        # Redis and the mirror, which all tests share, cannot know it: PostgreSQL has to be asked.
        asking = pool.submit(fetch, port, f"/api/v1/products/{uuid.uuid4()}/")
        wait_for("somebody's waiting", lambda: asking.done() or _is_waited_for(place))
        was_waiting = not asking.done()
        process.handle.send_signal(signal.SIGTERM)
        time.sleep(HELD_SECONDS)
        connection.rollback()
        answer = asking.result(STOP_SECONDS)

    assert ready["state"] == "ok"
    assert (was_waiting, answer["code"]) == (True, "product_not_found")
    assert process.handle.wait(STOP_SECONDS) == 0
    assert not answers(f"http://127.0.0.1:{port}/livez")


def test_worker_finishes_the_task_in_hand_when_stopped(place: Place, migrated: object, start: Start) -> None:
    sqs = boto3.client("sqs", endpoint_url=place.variables["AWS_ENDPOINT_URL"])
    process = start(["worker", "orders,mirror"])
    wait_for("the worker's start", lambda: "ready." in process.output())
    with psycopg.connect(place.database_url) as connection:
        connection.execute("LOCK TABLE orders_order IN ACCESS EXCLUSIVE MODE")
        body = encode_task("orders.expire_unpaid_orders", {}, queue="orders")
        sqs.send_message(QueueUrl=place.queue_url, MessageBody=body)
        wait_for("somebody's waiting", lambda: _is_waited_for(place))
        process.handle.send_signal(signal.SIGTERM)
        time.sleep(HELD_SECONDS)
        was_waiting = process.handle.poll() is None
    code = process.handle.wait(STOP_SECONDS)
    left = sqs.get_queue_attributes(QueueUrl=place.queue_url, AttributeNames=["All"])["Attributes"]

    assert (was_waiting, code) == (True, 0)
    assert left["ApproximateNumberOfMessages"] == "0"
    assert left["ApproximateNumberOfMessagesNotVisible"] == "0"
    assert "Warm shutdown" in process.output()


def test_worker_refuses_a_queue_that_nobody_knows(start: Start) -> None:
    process = start(["worker", "oders"])

    assert process.handle.wait(START_SECONDS) == 1
    assert "'oders'" in process.output()


def test_worker_without_work_stops_at_once(migrated: object, start: Start) -> None:
    process = start(["worker", "conversion"])
    wait_for("the worker's start", lambda: "ready." in process.output())

    assert stopped(process) == 0


def _is_waited_for(place: Place) -> bool:
    """Whether somebody waits for a lock in these tests' database."""
    with psycopg.connect(place.database_url) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return found.fetchone() is not None
