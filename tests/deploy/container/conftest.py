"""A database and a queue for these tests alone, and the entrypoint as the container would run it beside them."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import psycopg
import pytest

from tests.deploy.container.dockerfile import ROOT
from tests.journeys.processes import Process, running

ENTRYPOINT = str(ROOT / "deploy" / "entrypoint")
STOP_SECONDS = 60
QUEUES = ("ORDERS", "MIRROR", "UPLOADS", "CONVERSION", "SEARCH")
Start = Callable[[list[str]], Process]


@dataclass(frozen=True)
class Place:
    """What a container is given: its variables, among them the addresses of these tests' own database and queue."""

    variables: Mapping[str, str]
    database_url: str
    queue_url: str


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    name = f"container_{uuid.uuid4().hex}"
    server_url = os.environ["DATABASE_URL"]
    database_url = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    sqs = boto3.client("sqs", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
    variables = {
        **os.environ,
        **{f"{queue}_QUEUE_URL": queue_url for queue in QUEUES},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database_url,
    }
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield Place(variables, database_url, queue_url)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            sqs.delete_queue(QueueUrl=queue_url)


@pytest.fixture(scope="module")
def migrated(place: Place) -> list[tuple[int, str]]:
    """Exit code and output of two processes that migrated the empty database at the same time."""
    both = [
        subprocess.Popen(  # noqa: S603  # our own program
            [ENTRYPOINT, "migrate"],
            env=dict(place.variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=300)[0] for process in both]
    return [(process.returncode, output) for process, output in zip(both, outputs, strict=True)]


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Start]:
    """Starts the entrypoint with arguments; what a test leaves running is ended."""
    entered = []

    def run(arguments: list[str]) -> Process:
        context = running("entrypoint", [ENTRYPOINT, *arguments], place.variables, tmp_path / "log")
        entered.append(context)
        return context.__enter__()

    yield run
    for context in entered:
        context.__exit__(None, None, None)


def stopped(process: Process) -> int:
    """The exit code after the signal that platforms send, given to the first process alone."""
    process.handle.send_signal(signal.SIGTERM)
    return process.handle.wait(STOP_SECONDS)
