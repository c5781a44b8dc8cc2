"""Convert a model that nobody has looked at yet: in a child process that can do little harm and leaves nothing.

The child has an almost empty environment, its own folder, limits on memory, processor time, file size and wall
time, and, where the machine offers namespaces, no network and no process that outlives it.
"""

import dataclasses
import functools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assets3d.pipeline.progress import ProgressListener
from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.report import FILE_NAME, Outcome, Report

_PROJECT = Path(__file__).resolve().parents[2]
_NO_NETWORK = ("unshare", "--user", "--map-root-user", "--net")
# The death signal is set between the two: entering a user namespace would clear it again.
_NO_SURVIVOR = ("setpriv", "--pdeathsig", "KILL", "--", "unshare", "--pid", "--fork", "--kill-child=KILL")
# Strongest first. A process namespace ends as a whole, even where a program left the process group.
_WRAPPERS: tuple[tuple[str, ...], ...] = (
    (*_NO_NETWORK, *_NO_SURVIVOR, "--mount-proc"),
    (*_NO_NETWORK, *_NO_SURVIVOR),
    _NO_NETWORK,
    (),
)


@dataclass(frozen=True)
class Limits:
    """What one conversion may use.

    wall_seconds: from start to end, browser included. cpu_seconds: of each process. memory_bytes: address space
    of the process that reads the model. file_bytes: of any file written. validator_megabytes: its heap.
    """

    wall_seconds: float = 300.0
    cpu_seconds: int = 240
    memory_bytes: int = 3_000_000_000
    file_bytes: int = 600_000_000
    open_files: int = 1024
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


def run_pipeline(
    source: Path,
    out_dir: Path,
    *,
    recipe: str = "draft",
    limits: Limits = Limits(),
    on_progress: ProgressListener = _ignore,
) -> Report:
    """Convert `source` into `out_dir` and return the report, whose outcome is converted or refused.

    on_progress: told (stage, percent of everything) in this thread; what it raises ends the conversion and is
    raised here. Raises PipelineFailed when the child fails, dies or takes too long.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / FILE_NAME).unlink(missing_ok=True)
    # Beside the output, so that whoever clears that away after a crash clears this, too.
    with tempfile.TemporaryDirectory(prefix="home-", dir=out_dir.parent) as home:
        returned = _run_child(Path(home), source.resolve(), out_dir.resolve(), recipe, limits, on_progress)
        told = (Path(home) / "output").read_text(encoding="utf-8", errors="replace")[-2000:].strip()
    return _report(out_dir, returned, told)


def _run_child(
    home: Path, source: Path, out_dir: Path, recipe: str, limits: Limits, on_progress: ProgressListener
) -> int:
    reading, writing = os.pipe()
    command = [
        *_wrapper(),
        *(sys.executable, "-m", "assets3d.pipeline.child", json.dumps(dataclasses.asdict(limits))),
        *(str(source), str(out_dir), "--recipe", recipe, "--progress-fd", str(writing)),
    ]
    with (home / "output").open("wb") as output, os.fdopen(reading, "rb", buffering=0) as progress:
        try:
            child = subprocess.Popen(  # noqa: S603 - our own program; the paths are arguments, not shell words
                command,
                cwd=home,
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(writing,),
                start_new_session=True,
            )
        finally:
            os.close(writing)
        try:
            deadline = time.monotonic() + limits.wall_seconds
            _follow(progress.fileno(), deadline, on_progress)
            return child.wait(max(0.1, deadline - time.monotonic()))
        except (TimeoutError, subprocess.TimeoutExpired):
            raise PipelineFailed("timed_out", f"no end after {limits.wall_seconds:g} s") from None
        finally:
            _end(child)


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


def _environment(home: Path) -> Mapping[str, str]:
    """No credentials, no addresses of services: only what programs need to be found and to run alike."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(_PROJECT),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
    }
    # Found here, because the child has another home to look in.
    chromium = os.environ.get("CHROMIUM_PATH") or find_chromium()
    return environment | ({"CHROMIUM_PATH": chromium} if chromium else {})


@functools.cache
def _wrapper() -> Sequence[str]:
    """The strongest isolation that this machine offers, tried once."""
    for wrapper in _WRAPPERS:
        if not wrapper:
            break
        if any(shutil.which(word) is None for word in wrapper if word in ("setpriv", "unshare")):
            continue
        try:
            # The very program that will run, so that a namespace in which it cannot start is not chosen.
            probe = [*wrapper, sys.executable, "-c", ""]
            done = subprocess.run(  # noqa: S603 - fixed words
                probe, capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return wrapper
    return ()


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
