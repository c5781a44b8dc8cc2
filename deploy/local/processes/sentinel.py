"""The last guard: a process of another name that acts when keeper and supervisor are killed at the same moment.

It is told the sessions of the stack's programs through a pipe whose other end only those two hold. When the pipe
ends, whatever is left of these sessions is killed. Run as a script, it needs the standard library alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

_pipe: int | None = None


def post() -> None:
    """Start the sentinel; to be called before the keeper forks, so that both hold the pipe."""
    global _pipe
    reading, _pipe = os.pipe()
    subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, "-I", Path(__file__).name],
        cwd=Path(__file__).parent,
        stdin=reading,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(reading)


def watch(session_id: int) -> None:
    """Put the session of a program, named by its leader, under guard."""
    if _pipe is not None:
        os.write(_pipe, f"{session_id}\n".encode())


def main() -> None:
    """Listen until nobody is left at the other end, then kill what remains of the sessions."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sessions = {int(line) for line in sys.stdin}
    while remaining := _members_of(sessions):
        for process_id in remaining:
            try:
                os.kill(process_id, signal.SIGKILL)
            except ProcessLookupError:
                continue


def _members_of(sessions: set[int]) -> list[int]:
    members = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state, _, _, session_id = (
                (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
            )
        except (OSError, ValueError):
            continue
        if state not in "ZX" and int(session_id) in sessions:
            members.append(int(entry.name))
    return members


if __name__ == "__main__":
    main()
