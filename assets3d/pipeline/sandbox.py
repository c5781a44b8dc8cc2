"""Convert a model that nobody has looked at yet: in a child process that can do little harm and leaves nothing.

The child has an almost empty environment, its own folder, limits on memory, processor time, file size and wall
time, and, where the machine offers namespaces, no network and no process that outlives it.
"""

import dataclasses
import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assets3d.pipeline.isolation.choose import isolation
from assets3d.pipeline.isolation.confine import hide_memory
from assets3d.pipeline.isolation.environment import environment
from assets3d.pipeline.isolation.room import Room
from assets3d.pipeline.progress import ProgressListener
from assets3d.pipeline.render.process import BACKGROUND_RECIPES, StudioProcess
from assets3d.pipeline.render.studio import StudioUnavailable
from assets3d.pipeline.report import FILE_NAME, Outcome, Report

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What one conversion may use.

    wall_seconds: from start to end, browser included. cpu_seconds: of each process. memory_bytes: address space
    of the process that reads the model. file_bytes: of any file written. processes: with their threads, where
    they can be told from everybody else's. validator_megabytes: its heap.
    """

    wall_seconds: float = 300.0
    cpu_seconds: int = 240
    memory_bytes: int = 3_000_000_000
    file_bytes: int = 600_000_000
    open_files: int = 1024
    processes: int = 512
    validator_seconds: float = 90.0
    validator_megabytes: int = 1024


class PipelineFailed(Exception):
    """A conversion ended without an answer about the model; our fault, so it may be tried again.

    `code` is stable: `timed_out`, `killed`, `no_report`, or the code of the report's failure.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def _ignore(stage: str, percent: int) -> None:
    """Nobody asked for progress."""


@dataclass(frozen=True)
class _Order:
    """One conversion, with absolute paths."""

    source: Path
    out_dir: Path
    options: Sequence[str]
    limits: Limits
    has_low_priority: bool


def run_pipeline(  # noqa: PLR0913 - each by name, and all but two may be left out
    source: Path,
    out_dir: Path,
    *,
    recipe: str = "draft",
    unit: str | None = None,
    format: str | None = None,
    limits: Limits = Limits(),
    studio: StudioProcess | None = None,
    on_progress: ProgressListener = _ignore,
) -> Report:
    """Convert `source` into `out_dir` and return the report, whose outcome is converted or refused.

    unit, format: as the command line takes them. studio: takes the pictures; waited for while another thread has
    it. Without one the child starts a browser of its own. on_progress: told (stage, percent of everything) in this
    thread; what it raises ends the conversion and is raised here. Raises PipelineFailed when the child fails, dies
    or takes too long.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / FILE_NAME).unlink(missing_ok=True)
    given = (("--recipe", recipe), ("--unit", unit), ("--format", format))
    options = [word for name, value in given if value is not None for word in (name, value)]
    order = _Order(source.resolve(), out_dir.resolve(), options, limits, recipe in BACKGROUND_RECIPES)
    # Beside the output, so that whoever clears that away after a crash clears this, too.
    with tempfile.TemporaryDirectory(prefix="home-", dir=order.out_dir.parent) as home:
        with _lent(studio) as descriptor:
            returned = _run_child(Path(home), order, descriptor, on_progress)
        told = (Path(home) / "output").read_text(encoding="utf-8", errors="replace")[-2000:].strip()
    return _report(out_dir, returned, told)


@contextmanager
def _lent(studio: StudioProcess | None) -> Iterator[int | None]:
    with ExitStack() as loan:
        descriptor = None
        if studio is not None:
            try:
                descriptor = loan.enter_context(studio.lend())
            except StudioUnavailable as problem:
                _logger.warning("no studio for this conversion, which starts its own browser: %s", problem)
        yield descriptor


def _run_child(home: Path, order: _Order, studio: int | None, on_progress: ProgressListener) -> int:
    reading, writing = os.pipe()
    deadline = time.monotonic() + order.limits.wall_seconds
    with (home / "output").open("wb") as output, os.fdopen(reading, "rb", buffering=0) as progress:
        try:
            child = subprocess.Popen(  # noqa: S603 - our own program; the paths are arguments, not shell words
                _command(home, order, studio, writing),
                cwd=home,
                env=environment(home),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(writing,) if studio is None else (writing, studio),
                start_new_session=True,
            )
        finally:
            os.close(writing)
        try:
            _follow(progress.fileno(), deadline, on_progress)
            return child.wait(max(0.1, deadline - time.monotonic()))
        except (TimeoutError, subprocess.TimeoutExpired):
            message = f"no end after {order.limits.wall_seconds:g} s"
            raise PipelineFailed("timed_out", message) from None
        finally:
            _end(child)


def _command(home: Path, order: _Order, studio: int | None, progress: int) -> list[str]:
    chosen = isolation()
    if not chosen.has_own_users and os.geteuid() != 0:
        # Nothing else would keep a child of the same user from reading this process's environment.
        hide_memory()
    confinement = {
        **dataclasses.asdict(order.limits),
        "has_own_users": chosen.has_own_users,
        "has_low_priority": order.has_low_priority,
    }
    program = [
        *(sys.executable, "-m", "assets3d.pipeline.child", json.dumps(confinement)),
        *(str(order.source), str(order.out_dir), *order.options, "--progress-fd", str(progress)),
        *(() if studio is None else ("--studio-fd", str(studio))),
    ]
    room = Room(home, writable=(order.out_dir,), readable=(order.source,), has_browser=studio is None)
    return chosen.command(program, room)


def _follow(descriptor: int, deadline: float, on_progress: ProgressListener) -> None:
    """Pass progress on until the child closes its end; raises TimeoutError at the deadline."""
    pending = b""
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        received = os.read(descriptor, 65536)
        if not received:
            return
        *lines, pending = (pending + received).split(b"\n")
        for line in lines:
            step = json.loads(line)
            on_progress(str(step["stage"]), int(step["percent"]))


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        child.wait()


def _report(out_dir: Path, returned: int, told: str) -> Report:
    try:
        report = Report.load(out_dir)
    except (OSError, ValueError, KeyError, TypeError):
        if returned < 0 or returned > 128:
            raise PipelineFailed(
                "killed", f"the child was ended by signal {abs(returned) % 128}: {told}"
            ) from None
        raise PipelineFailed("no_report", f"the child returned {returned} without a report: {told}") from None
    if report.outcome is Outcome.FAILED or returned not in (0, 2):
        failure = report.findings[0] if report.findings else None
        raise PipelineFailed(failure.code if failure else "no_report", failure.message if failure else told)
    return report
