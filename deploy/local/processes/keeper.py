"""Two processes that watch each other, and a sentinel for both, so that nothing survives the stack.

The keeper is the process that was started by hand. It forks the supervisor, which does the work, and adopts
whatever the supervisor leaves behind. When the supervisor is killed, the keeper kills all that remains;
when the keeper is killed, the kernel tells the supervisor, which then stops everything in order.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from deploy.local.processes import kernel, sentinel

STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
SI_KERNEL = 0x80  # siginfo code of a signal that a terminal sent to its whole foreground group


class StopRequested(BaseException):
    """The supervisor was asked to stop; carries the exit code a shell expects after that signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def keep(work: Callable[[], int], *, follow_parent: bool = False) -> int:
    """Run `work` in a supervised child process and return its exit code.

    Every process started by `work` is gone on return. With follow_parent, the death of the process that
    started this one counts as a request to stop.
    """
    sentinel.post()
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING | {signal.SIGCHLD})
    if follow_parent:
        kernel.die_with_parent(os.getppid(), signal.SIGTERM)
    kernel.adopt_orphans()
    sys.stdout.flush()
    sys.stderr.flush()
    keeper_id = os.getpid()
    supervisor_id = os.fork()
    if supervisor_id == 0:
        _supervise(work, keeper_id)
    exit_code = _wait_for(supervisor_id)
    kernel.kill_descendants()
    return exit_code


def _supervise(work: Callable[[], int], keeper_id: int) -> None:
    """Do the work and leave, without returning to the caller's frames, which belong to the keeper."""
    kernel.adopt_orphans()
    for number in STOPPING:
        signal.signal(number, _request_stop)
    exit_code = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING | {signal.SIGCHLD})
        kernel.die_with_parent(keeper_id, signal.SIGTERM)
        exit_code = work()
    except StopRequested as stop:
        exit_code = stop.exit_code
    finally:
        kernel.kill_descendants()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)


def _request_stop(number: int, _frame: FrameType | None) -> None:
    for other in STOPPING:  # one request is enough: a second must not interrupt the stopping
        signal.signal(other, disregard)
    raise StopRequested(number)


def disregard(_number: int, _frame: FrameType | None) -> None:
    """Do nothing about a signal. Unlike SIG_IGN this also suits a signal that is on its way already."""


def _wait_for(supervisor_id: int) -> int:
    while True:
        event = signal.sigwaitinfo(STOPPING | {signal.SIGCHLD})
        if event.si_signo == signal.SIGCHLD:
            if (exit_code := _exit_code_of(supervisor_id)) is not None:
                return exit_code
        elif event.si_code != SI_KERNEL:  # else the terminal has told the supervisor already
            os.kill(supervisor_id, signal.SIGTERM)


def _exit_code_of(supervisor_id: int) -> int | None:
    """Reap every child that has ended; return the supervisor's exit code once it is among them."""
    while True:
        try:
            process_id, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return 1
        if process_id == 0:
            return None
        if process_id == supervisor_id:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
