"""A web server that is measured: granian with two workers, whichever shop it serves."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

_HOST = "127.0.0.1"
_START_SECONDS = 300.0
_STOP_SECONDS = 20.0
_OPTIONS = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--no-ws")


@dataclass(frozen=True)
class Server:
    """A server that answers on a loopback port."""

    process_id: int
    port: int

    def connect(self) -> HTTPConnection:
        """A connection that lasts, as those of a load balancer do."""
        return HTTPConnection(_HOST, self.port, timeout=_START_SECONDS)


@contextmanager
def serving(
    python: Path, application: str, environment: Mapping[str, str], folder: Path, log: Path
) -> Iterator[Server]:
    """Serve the WSGI application `package.module:name` with the Python of an environment until the block ends.

    Raises TimeoutError or RuntimeError when it does not answer.
    """
    port = _free_port()
    command = [str(python), "-m", "granian", *_OPTIONS, "--host", _HOST, "--port", str(port), application]
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603  # commands of the benchmark
            command, cwd=folder, env=dict(environment), stdout=told, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, port, log)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((_HOST, 0))
        port: int = taken.getsockname()[1]
    return port


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server has ended: {log.read_text(errors='replace')[-2000:]}")
        with socket.socket() as tried:
            if tried.connect_ex((_HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(f"The server does not answer; its log is {log}.")
