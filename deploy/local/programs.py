"""The shop's own programs, as they are started beside the local services."""

from __future__ import annotations

import os
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.error import URLError

from deploy.local.processes.children import Child
from deploy.local.processes.ports import LOOPBACK

# As root everything runs as root; the warning would say so at every start.
AS_ROOT: Final = "ignore:You're running the worker with superuser privileges"
BACKGROUND: Final = "search"
LAST_IN_LINE: Final = ("nice", "-n", "19")  # becomes the program that it is given, so signals reach that
CORES: Final = os.cpu_count() or 1
PROJECT: Final = Path(__file__).resolve().parents[2]


def manage(command: str, environment: Mapping[str, str], logs: Path, *arguments: str) -> Child:
    """Prepare a management command."""
    line = [sys.executable, str(PROJECT / "manage.py"), command, *arguments]
    return Child(command, line, environment, logs / f"{command}.log")


def web(port: int, environment: Mapping[str, str], logs: Path) -> Child:
    """Prepare the web server on the loopback port."""
    options = {
        "interface": "wsgi",
        "host": LOOPBACK,
        "port": str(port),
        "workers": str(min(4, max(2, CORES))),
        "blocking-threads": "2",
        "workers-kill-timeout": "2",
    }
    line = [sys.executable, "-m", "granian", "--respawn-failed-workers", "--working-dir", str(PROJECT)]
    for name, value in options.items():
        line += [f"--{name}", value]
    return Child("web", [*line, "config.wsgi:application"], environment, logs / "web.log")


def worker(name: str, queues: str, concurrency: int, environment: Mapping[str, str], logs: Path) -> Child:
    """Prepare a Celery worker for some queues, named as Celery knows them and parted by commas.

    It steps back for everything else on the machine when its one queue is BACKGROUND.
    """
    line = [
        *(LAST_IN_LINE if queues == BACKGROUND else ()),
        *(
            sys.executable,
            "-W",
            AS_ROOT,
            "-m",
            "celery",
            "--quiet",
            "--app",
            "config.celery",
            "--workdir",
            str(PROJECT),
            "worker",
        ),
        *(
            "--queues",
            queues,
            "--concurrency",
            str(concurrency),
            "--hostname",
            f"{name}@%h",
            "--loglevel",
            "INFO",
        ),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    return Child(name, line, environment, logs / f"{name}.log")


def clock(environment: Mapping[str, str], logs: Path) -> Child:
    """Prepare the process that rings scheduled doorbells."""
    return Child("clock", [sys.executable, "-m", "deploy.local.clock"], environment, logs / "clock.log")


def seed(environment: Mapping[str, str], logs: Path) -> Child:
    """Prepare the errand that fills the demo shop."""
    return Child("demo", [sys.executable, "-m", "deploy.local.seed"], environment, logs / "demo.log")


def answers(url: str) -> bool:
    """Tell whether a request to the URL is answered well."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - always the shop's own address
            return int(response.status) == 200
    except (URLError, OSError):
        return False
