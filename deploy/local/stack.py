"""The services the shop stands on: started together, stopped together, each replaceable by an address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.environment import Endpoints
from deploy.local.processes.children import Child, stop_together
from deploy.local.processes.ports import LOOPBACK, take_port
from deploy.local.services import emulator, postgres, valkey

START_SECONDS: Final = 60
STOP_SECONDS: Final = 2.4  # an emulator that could not save within it is refilled from PostgreSQL


@dataclass(frozen=True)
class Service:
    """A service that has been prepared: its program (None when an address was given), and how to tell it is up."""

    url: str
    child: Child | None = None
    is_ready: Callable[[], bool] = lambda: True


@dataclass
class Stack:
    """The running services.

    The emulator keeps tables and queues only when it is stopped in order. After anything else `is_sound` is False:
    they may be older than the database, until whoever runs the stack has refilled them and sets it.
    """

    endpoints: Endpoints
    children: tuple[Child, ...]
    is_sound: bool


@contextmanager
def running_stack(folder: Path, *, given: Mapping[str, str], durable: bool) -> Iterator[Stack]:
    """Start what `given` (an environment) names no address for, with its data in `folder`; stop it on leaving.

    `durable` data outlives kills and power cuts; without it everything is faster, the end included.
    Raises StackError when a service cannot start.
    """
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    unsound = folder / "unsound"  # stays behind when nobody is left to remove it
    was_sound = not unsound.exists()
    unsound.touch()
    ports = _take_ports(folder / "ports.json")
    services = (
        _aws(folder, logs, ports["aws"], given),
        _database(folder, logs, ports["postgres"], given, durable=durable),
        _redis(folder, logs, ports["valkey"], given),
    )
    children = tuple(service.child for service in services if service.child)
    aws, database, redis = services
    stack = Stack(Endpoints(database.url, redis.url, aws.url), children, is_sound=was_sound)
    try:
        for child in children:
            child.start()
        for service in services:
            if service.child:
                service.child.wait_until(service.is_ready, seconds=START_SECONDS)
        yield stack
    finally:
        # What is thrown away need not be saved first.
        if stop_together(children, seconds=STOP_SECONDS if durable else 0) and stack.is_sound:
            unsound.unlink(missing_ok=True)


def _take_ports(memory: Path) -> dict[str, int]:
    """Take a port for each service, the same as last time where it is free."""
    try:
        before: dict[str, int] = json.loads(memory.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        before = {}
    ports = {name: take_port(before.get(name)) for name in ("aws", "postgres", "valkey")}
    memory.write_text(json.dumps(ports))
    return ports


def _aws(folder: Path, logs: Path, port: int, given: Mapping[str, str]) -> Service:
    if url := given.get("AWS_ENDPOINT_URL"):
        return Service(url)
    child = emulator.emulator_child(folder / "aws", logs / "aws.log", port)
    return Service(f"http://{LOOPBACK}:{port}", child, lambda: emulator.is_ready(port))


def _database(folder: Path, logs: Path, port: int, given: Mapping[str, str], *, durable: bool) -> Service:
    if url := given.get("DATABASE_URL"):
        return Service(url)
    home = folder / "postgres"
    child = postgres.postgres_child(home, logs / "postgres.log", port, durable=durable)
    return Service(postgres.database_url(home, port), child, lambda: postgres.is_ready(home, port))


def _redis(folder: Path, logs: Path, port: int, given: Mapping[str, str]) -> Service:
    if url := given.get("REDIS_URL"):
        return Service(url)
    child = valkey.valkey_child(folder / "valkey", logs / "valkey.log", port)
    return Service(f"redis://{LOOPBACK}:{port}/0", child, lambda: valkey.is_ready(port))
