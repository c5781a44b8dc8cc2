"""Run a program and tell what it and everything it started used."""

import ctypes
import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_EVERY_SECONDS = 0.05
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """What a program used until it and its descendants had ended.

    cpu_seconds: of all of them. peak_bytes: the most that each kind of program held at once in its largest
    process, by name. together_bytes: the most that all held at once, not counting pages of files. load: how many
    processes wanted the processor just before, on average over a minute; times on a busy machine mean little.
    """

    returned: int
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: Mapping[str, int]
    together_bytes: int
    told: str
    load: float = 0.0

    @property
    def largest_bytes(self) -> int:
        """The peak of the largest single process."""
        return max(self.peak_bytes.values(), default=0)


@dataclass
class _Watch:
    """The processes below one of ours, looked at again and again."""

    root: int
    cpu: dict[tuple[int, int], float] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)
    together: int = 0

    def look(self) -> None:
        private = 0
        for number in descendants(self.root):
            try:
                folder = Path("/proc") / str(number)
                figures = (folder / "stat").read_text().rpartition(")")[2].split()
                status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
                words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except (OSError, ValueError):
                continue  # it ended meanwhile
            # Own time and that of children it waited for, which are seen themselves, so own time only.
            self.cpu[number, int(figures[19])] = (int(figures[11]) + int(figures[12])) / _TICKS
            name = named(words)
            self.peaks[name] = max(self.peaks.get(name, 0), _kilobytes(status, "VmHWM"))
            private += _kilobytes(status, "RssAnon") + _kilobytes(status, "RssShmem")
        self.together = max(self.together, private)


def run_watched(
    command: Sequence[str], folder: Path, seconds: float, environment: Mapping[str, str] | None = None
) -> Usage:
    """Run a command in a folder until it and all that it started have ended, with more variables if need be.

    The calling process must have no other children: they would be counted, and ended when time is up. Raises
    TimeoutError after `seconds`.
    """
    _adopt()
    load, began = round(os.getloadavg()[0], 1), time.monotonic()
    with (folder / "told.txt").open("w+", encoding="utf-8", errors="replace") as told:
        child = subprocess.Popen(  # noqa: S603 - commands of the benchmark
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        watch = _Watch(os.getpid())
        returned, waited, wall = None, 0.0, 0.0
        while True:
            watch.look()
            for number, status, cpu in _ended():
                waited += cpu
                if number == child.pid:
                    returned, wall = os.waitstatus_to_exitcode(status), time.monotonic() - began
            if returned is not None and not list(descendants(os.getpid())):
                break
            if time.monotonic() - began > seconds:
                _end(descendants(os.getpid()))
                raise TimeoutError(f"{command[0]} did not end within {seconds:g} s")
            time.sleep(_EVERY_SECONDS)
        child.returncode = returned
        told.seek(0)
        text = told.read()[-4000:]
    # Looking misses a last moment of each process; waiting misses those whose parents did not wait for them.
    cpu = max(waited, sum(watch.cpu.values()))
    return Usage(returned, wall, cpu, dict(watch.peaks), watch.together, text, load)


def _adopt() -> None:
    """Browsers leave processes behind when they end; those become children of this one, so their time is counted."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # What ended before is not of the program that comes.
    list(_ended())


def named(words: Sequence[str]) -> str:
    """What sort of process a command line belongs to: the program, and its part where it runs as several."""
    program = Path(words[0].split(" ")[0]).name or "unknown"
    program = "python" if program.startswith("python") else program
    joined = " ".join(words)
    part = joined.partition("--type=")[2].split(" ")[0]
    return f"{program} {part}".strip()


def descendants(root: int) -> Iterable[int]:
    """The numbers of all processes below one."""
    waiting = [root]
    while waiting:
        for task in _tasks(waiting.pop()):
            try:
                children = [int(word) for word in (task / "children").read_text().split()]
            except OSError:
                continue
            waiting += children
            yield from children


def _tasks(number: int) -> list[Path]:
    try:
        return list((Path("/proc") / str(number) / "task").iterdir())
    except OSError:
        return []


def _ended() -> Iterable[tuple[int, int, float]]:
    while True:
        try:
            number, status, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if number == 0:
            return
        yield number, status, used.ru_utime + used.ru_stime


def _end(numbers: Iterable[int]) -> None:
    for number in list(numbers):
        try:
            os.kill(number, 9)
        except ProcessLookupError:
            continue


def _kilobytes(status: Mapping[str, str], name: str) -> int:
    return int(status.get(name, "0 kB").split()[0]) * 1024
