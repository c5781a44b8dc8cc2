"""The studio of a worker: a process of its own that is lent to one conversion after another."""

import atexit
import dataclasses
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assets3d.pipeline.isolation.choose import isolation
from assets3d.pipeline.isolation.environment import environment
from assets3d.pipeline.isolation.room import Room
from assets3d.pipeline.render.home import studio_home
from assets3d.pipeline.render.server import CLIENT, FREE, StudioSettings
from assets3d.pipeline.render.studio import StudioUnavailable

_logger = logging.getLogger(__name__)
_MODULE = "assets3d.pipeline.render.server"
_START_SECONDS = 30.0
# Nobody waits for these; whatever they start steps back for everything else on the machine.
BACKGROUND_RECIPES = frozenset({"searched"})


class StudioProcess:
    """Keeps a studio alive: started when it is first lent, and anew after it has ended or got stuck.

    Any thread may use it; conversions take turns. It belongs to the process that made it, and ends with it.
    patience_seconds: how long a studio may take to notice that a conversion has left it.
    """

    def __init__(self, settings: StudioSettings | None = None, *, patience_seconds: float = 150.0) -> None:
        self.settings = settings or StudioSettings()
        self.patience_seconds = patience_seconds
        self._turn = threading.Lock()
        self._server: _Server | None = None
        self._owner = os.getpid()
        atexit.register(self.close)

    @contextmanager
    def lend(self) -> Iterator[int]:
        """The descriptor of a socket for `RemoteStudio`, to be passed on to a child; no longer usable afterwards.

        Raises StudioUnavailable when no studio can be started. Waits while another thread has the studio.
        """
        with self._turn:
            ours, theirs = socket.socketpair()
            with ours, theirs:
                server = self._hand_over(theirs)
                theirs.close()
                try:
                    yield ours.fileno()
                except BaseException:
                    # Whoever had it may have been stopped because the studio would not answer.
                    self._drop()
                    raise
                finally:
                    # For every copy of it, wherever that went.
                    ours.shutdown(socket.SHUT_RDWR)
                server.returned_at.append(time.monotonic())

    def close(self) -> None:
        """End the studio; it starts again when it is lent again."""
        if self._owner == os.getpid():
            with self._turn:
                self._drop()

    @property
    def process_id(self) -> int | None:
        """The process to watch, where one runs."""
        return self._server.process_id if self._server and self._server.is_alive() else None

    def _hand_over(self, client: socket.socket) -> "_Server":
        if self._server is not None and self._server.is_stuck(self.patience_seconds):
            _logger.warning("the studio is stuck and is started anew")
            self._drop()
        if self._server is None or not self._server.take(client):
            self._drop()
            self._server = _Server(self.settings)
            if not self._server.take(client):
                self._drop()
                raise StudioUnavailable("studio_broken", "the studio ended as it began")
        return self._server

    def _drop(self) -> None:
        if self._server is not None:
            self._server.end()
            self._server = None


class _Server:
    """One run of the process. Raises StudioUnavailable when it cannot be started."""

    def __init__(self, settings: StudioSettings) -> None:
        self.settings = settings
        self.returned_at: list[float] = []
        self._control, self._theirs = socket.socketpair()
        self._process: subprocess.Popen[bytes] | None = None
        self._has_begun = threading.Event()
        # Of its own, because a process that ends with its parent ends with the thread that started it.
        self._keeper = threading.Thread(target=self._keep, name="studio-keeper", daemon=True)
        self._keeper.start()
        if not self._has_begun.wait(_START_SECONDS) or self._process is None:
            self.end()
            raise StudioUnavailable("studio_broken", "the studio's process could not be started")

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def take(self, client: socket.socket) -> bool:
        """Give it a connection; False when it is gone."""
        if not self.is_alive():
            return False
        try:
            socket.send_fds(self._control, [CLIENT], [client.fileno()])
        except OSError:
            return False
        return True

    def is_stuck(self, patience_seconds: float) -> bool:
        """Whether it has not noticed for so long that a client has left."""
        try:
            freed = self._control.recv(4096, socket.MSG_DONTWAIT).count(FREE)
        except BlockingIOError:
            freed = 0
        except OSError:
            return True
        del self.returned_at[:freed]
        return bool(self.returned_at) and time.monotonic() - self.returned_at[0] > patience_seconds

    def end(self) -> None:
        """Kill it and all that it started."""
        self._control.close()
        if self._process is not None and self.is_alive():
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                _logger.debug("The studio had ended before.")
        self._keeper.join(_START_SECONDS)

    def _keep(self) -> None:
        try:
            with studio_home() as home:
                with self._theirs:
                    self._process = self._popen(home)
                self._has_begun.set()
                self._process.wait()
        except OSError:
            _logger.exception("the studio's process could not be started")
        finally:
            self._has_begun.set()

    def _popen(self, home: Path) -> subprocess.Popen[bytes]:
        settings = json.dumps(dataclasses.asdict(self.settings))
        program = [sys.executable, "-m", _MODULE, str(self._theirs.fileno()), settings]
        return subprocess.Popen(  # noqa: S603 - our own program
            isolation().command(program, Room(home, has_browser=True)),
            cwd=home,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(self._theirs.fileno(),),
            start_new_session=True,
        )


_studios: dict[tuple[int, bool], StudioProcess] = {}
_choosing = threading.Lock()


def default_studio(recipe: str = "draft") -> StudioProcess:
    """This process's studio for conversions by `recipe`; those of the background step back for all others.

    Asked for anew after a fork, it is another one: a studio is never shared among processes.
    """
    key = (os.getpid(), recipe in BACKGROUND_RECIPES)
    with _choosing:
        if key not in _studios:
            _studios[key] = StudioProcess(StudioSettings(has_low_priority=key[1]))
        return _studios[key]


def _forget_lock() -> None:
    """Another thread may have held it at the moment of the fork, and there is no such thread any more."""
    global _choosing
    _choosing = threading.Lock()


os.register_at_fork(after_in_child=_forget_lock)
