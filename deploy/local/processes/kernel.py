"""What the Linux kernel offers for leaving no process behind."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent dies."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent(parent_id: int, number: signal.Signals) -> None:
    """Ask for a signal when the parent dies; call it in the child, with the process id of the parent."""
    _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent_id:  # it died before the kernel was asked
        os.kill(os.getpid(), number)


def descendants(root_id: int) -> list[int]:
    """Return the ids of all living descendants of a process, in no order."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent_id := _living_parent(entry)) is not None:
            children.setdefault(parent_id, []).append(int(entry.name))
    found, waiting = [], [root_id]
    while waiting:
        offspring = children.get(waiting.pop(), [])
        found.extend(offspring)
        waiting.extend(offspring)
    return found


def _living_parent(entry: Path) -> int | None:
    try:
        # The name in parentheses may itself hold spaces and parentheses.
        state, parent_id = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else int(parent_id)


def kill_descendants() -> None:
    """Kill everything this process has started, however deep, and return when all of it is gone.

    Complete only after adopt_orphans(): otherwise orphans have moved to another parent.
    """
    while True:
        for process_id in (remaining := descendants(os.getpid())):
            try:
                os.kill(process_id, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if not remaining:
            return
        reap()
        time.sleep(0.01)


def reap() -> None:
    """Collect the exit codes of all children that have ended, so that no zombie is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def reap_adopted(own: Iterable[int]) -> None:
    """Collect adopted orphans that have ended, leaving the exit codes of `own` children to their owners."""
    owned = set(own)
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in owned:
            return
        os.waitpid(ended.si_pid, os.WNOHANG)
