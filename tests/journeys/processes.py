"""The shop's own processes, started as in production against the test's database, and stopped for certain."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180
STOP_SECONDS = 60
# A little more than wait_time_seconds in the settings.
LONG_POLL_SECONDS = 6


@dataclass(frozen=True)
class Process:
    """A running process group and the file its output goes to."""

    name: str
    handle: "subprocess.Popen[bytes]"
    log: Path

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """Kill -9 the whole group, as a machine that loses power would."""
        if self.handle.poll() is None:
            os.killpg(self.handle.pid, signal.SIGKILL)
        self.handle.wait(STOP_SECONDS)

    def stop(self) -> None:
        """Ask the group to end, then insist."""
        if self.handle.poll() is None:
            os.killpg(self.handle.pid, signal.SIGTERM)
            try:
                self.handle.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        # Its first process may end before its children, which still hold connections.
        with suppress(ProcessLookupError):
            os.killpg(self.handle.pid, signal.SIGKILL)


@contextmanager
def running(name: str, command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[Process]:
    """`command` in a process group of its own, gone when the block ends."""
    with log.open("ab") as output:
        handle = subprocess.Popen(  # noqa: S603  # fixed programs of our own
            command, cwd=ROOT, env=dict(environment), stdout=output, stderr=output, start_new_session=True
        )
    process = Process(name, handle, log)
    try:
        yield process
    finally:
        process.stop()


@contextmanager
def worker(
    environment: Mapping[str, str], log: Path, *, queues: str = "orders,mirror,uploads,conversion"
) -> Iterator[Process]:
    """A Celery worker on the real queues, ready to take work."""
    command = [
        *(sys.executable, "-m", "celery", "--app", "config.celery", "worker", "--queues", queues),
        *("--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ]
    log.touch()
    try:
        with running("worker", command, environment, log) as process:
            _wait(process, lambda: "ready." in process.output())
            yield process
    finally:
        # What it had asked SQS for is still being waited for there. A message that came now would be handed to
        # nobody, and stay hidden from the next worker for a minute.
        time.sleep(LONG_POLL_SECONDS)


@contextmanager
def clock(environment: Mapping[str, str], log: Path) -> Iterator[Process]:
    """What rings the scheduled doorbells on one machine."""
    with running("clock", [sys.executable, "-m", "deploy.local.clock"], environment, log) as process:
        yield process


@contextmanager
def web(
    environment: Mapping[str, str], log: Path, *, port: int, application: str = "config.wsgi:application"
) -> Iterator[Process]:
    """The web process on 127.0.0.1:`port`, answering."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", application),
    ]
    with running("web", command, environment, log) as process:
        _wait(process, lambda: _answers(f"http://127.0.0.1:{port}/livez"))
        yield process


def _wait(process: Process, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.handle.poll() is not None:
            raise RuntimeError(f"{process.name} ended at its start:\n{process.output()}")
        if is_ready():
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.name} did not start in {START_SECONDS} s:\n{process.output()}")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310  # our own http address
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
