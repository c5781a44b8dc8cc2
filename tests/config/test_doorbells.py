"""Ringing for work while SQS is away: nothing fails, and nobody waits for long."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from kombu.exceptions import OperationalError

from config.celery import PatientCelery
from tests.doubles.nobody import closed_port

ROOT = Path(__file__).resolve().parents[2]
# One attempt and its repetition, each of two seconds, and some air.
LONGEST_SECONDS = 30
RINGING = """
import time

import django
django.setup()

from django.db import transaction

from assets3d.jobs import ring_convert, ring_finish_upload
from catalog.jobs import ring_mirror_relay

started = time.monotonic()
with transaction.atomic():
    for number in range(20):
        ring_mirror_relay()
        ring_convert(number, is_background=False)
        ring_finish_upload(f"incoming/{number}.glb")
print(time.monotonic() - started)
"""


@pytest.fixture
def hung_port() -> Iterator[int]:
    """A port at which somebody takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        yield server.getsockname()[1]


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port at which nobody listens."""
    with closed_port() as port:
        yield port


def ring(port: int) -> subprocess.CompletedProcess[str]:
    """Ring sixty times in one transaction, from a process of its own whose SQS is at this port."""
    endpoint = f"http://127.0.0.1:{port}"
    queues = {f"{name.upper()}_QUEUE_URL": f"{endpoint}/queue/{name}" for name in settings.QUEUE_URLS}
    variables = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "AWS_ENDPOINT_URL": endpoint, **queues}
    return subprocess.run(  # noqa: S603  # our own interpreter and a fixed program
        [sys.executable, "-c", RINGING],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("port", ["hung_port", "dead_port"])
def test_sixty_rings_without_sqs_neither_fail_nor_last(port: str, request: pytest.FixtureRequest) -> None:
    done = ring(request.getfixturevalue(port))

    assert done.returncode == 0, done.stderr[-2000:]
    assert float(done.stdout) < LONGEST_SECONDS
    assert "OperationalError" in done.stderr


def test_broker_that_failed_is_left_alone_for_a_while() -> None:
    application = PatientCelery("test", set_as_current=False)
    application.breaker.trip()

    with pytest.raises(OperationalError, match="left alone"):
        application.send_task("catalog.relay_mirror")
