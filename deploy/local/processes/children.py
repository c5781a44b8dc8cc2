"""Starting, watching and stopping the programs of the stack."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.errors import StackError
from deploy.local.processes import kernel, sentinel
from deploy.local.processes.keeper import STOPPING

FULL_DISK: Final = os.strerror(errno.ENOSPC)
TELLING: Final = ("PANIC", "FATAL", "Error", "ERROR")


@dataclass
class Child:
    """A program of the stack, its own session leader, that dies with the supervisor and writes to a log."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program; raise StackError when it cannot be executed."""
        supervisor_id = os.getpid()
        with self.log.open("ab", buffering=0) as output:
            try:
                self.process = subprocess.Popen(  # noqa: S603 - the commands are this package's own
                    self.command,
                    env=dict(self.environment),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=lambda: prepare_child(supervisor_id),
                )
            except OSError as error:
                raise StackError(
                    f"{self.name} could not start: {self.command[0]}: {error.strerror}."
                ) from error
        sentinel.watch(self.process.pid)

    def exit_code(self) -> int | None:
        """Return None while the program runs, afterwards its exit code (negative: the signal that ended it)."""
        return self.process.poll() if self.process else None

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Return once `is_ready`; raise StackError with the program's last words when it ends or takes too long."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if self.exit_code() is not None:
                raise StackError(f"{self.name} could not start: {self.last_words()} (log: {self.log})")
            if time.monotonic() > deadline:
                raise StackError(f"{self.name} did not answer within {seconds:.0f} s (log: {self.log}).")
            time.sleep(0.02)

    def last_words(self) -> str:
        """Return the line at the end of the log that tells best why the program ended."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        lines = [line.strip() for line in text.splitlines()[-40:] if line.strip()]
        if any(FULL_DISK in line for line in lines):
            return "the disk is full"
        telling = [line for line in lines if any(word in line for word in TELLING)]
        return (telling or lines or ["it ended without a word"])[-1]


def prepare_child(supervisor_id: int) -> None:
    """Run between fork and exec: unblock signals and tie the new program's life to the supervisor's."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING | {signal.SIGCHLD})
    for number in STOPPING:  # an ignored signal would stay ignored across exec
        signal.signal(number, signal.SIG_DFL)
    kernel.die_with_parent(supervisor_id, signal.SIGKILL)


def stop_together(children: Sequence[Child], *, seconds: float) -> bool:
    """Ask all to stop, kill those still running after `seconds`, and tell whether none had to be killed."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for child in children:
        if child.process in running and child.process:
            child.process.send_signal(child.stop_signal)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(process.poll() is None for process in running):
        time.sleep(0.02)
    late = [process for process in running if process.poll() is None]
    for process in late:
        process.kill()
        process.wait()
    return not late


def run_tool(command: Sequence[str], *, name: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a short program to its end and return what it printed; raise StackError with its last line if it fails."""
    supervisor_id = os.getpid()
    try:
        done = subprocess.run(  # noqa: S603 - the commands are this package's own
            command,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
            preexec_fn=lambda: prepare_child(supervisor_id),
        )
    except subprocess.TimeoutExpired as error:
        raise StackError(f"{name} did not finish within {error.timeout:.0f} s.") from error
    except OSError as error:
        raise StackError(f"{name} could not start: {command[0]}: {error.strerror}.") from error
    if done.returncode:
        said = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        raise StackError(f"{name} failed: {said[-1] if said else f'exit code {done.returncode}'}")
    return done.stdout
