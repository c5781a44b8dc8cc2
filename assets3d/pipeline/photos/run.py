"""Prepare a photograph that nobody has looked at yet, in a child process that can do little harm and leaves nothing."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assets3d.pipeline.isolation.choose import isolation
from assets3d.pipeline.isolation.confine import hide_memory
from assets3d.pipeline.isolation.environment import environment
from assets3d.pipeline.isolation.room import Room
from assets3d.pipeline.photos.__main__ import REPORT
from assets3d.pipeline.photos.prepare import PhotoRefused, Picture


@dataclass(frozen=True)
class PhotoLimits:
    """What one photograph may use; memory is the child's address space."""

    wall_seconds: float = 120.0
    cpu_seconds: int = 60
    memory_bytes: int = 3_000_000_000
    file_bytes: int = 50_000_000


class PhotoFailed(Exception):
    """The child ended without an answer about the photograph; our fault, so it may be tried again."""


def run_photo(data: bytes, limits: PhotoLimits = PhotoLimits()) -> tuple[Picture, ...]:
    """As `prepare_photo`, apart from this process. Raises PhotoRefused, PhotoFailed when the child dies or takes too long."""
    with tempfile.TemporaryDirectory(prefix="vitrine-photo-") as name:
        folder = Path(name)
        home, source, out_dir = folder / "home", folder / "photo", folder / "out"
        home.mkdir()
        out_dir.mkdir()
        source.write_bytes(data)
        _run_child(home, source, out_dir, limits)
        return _pictures(out_dir)


def _run_child(home: Path, source: Path, out_dir: Path, limits: PhotoLimits) -> None:
    chosen = isolation()
    if not chosen.has_own_users and os.geteuid() != 0:
        # Nothing else would keep a child of the same user from reading this process's environment.
        hide_memory()
    program = [
        *(sys.executable, "-m", "assets3d.pipeline.photos", json.dumps(dataclasses.asdict(limits))),
        *(str(source), str(out_dir)),
    ]
    child = subprocess.Popen(  # noqa: S603 - our own program; the paths are arguments, not shell words
        chosen.command(program, Room(home, writable=(out_dir,), readable=(source,))),
        cwd=home,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired:
        raise PhotoFailed(f"no end after {limits.wall_seconds:g} s") from None
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        child.wait()


def _pictures(out_dir: Path) -> tuple[Picture, ...]:
    try:
        report = json.loads((out_dir / REPORT).read_text())
    except (OSError, ValueError) as error:
        raise PhotoFailed("the child left no report") from error
    if "code" in report:
        raise PhotoRefused(report["code"], report["message"])
    return tuple(
        Picture((out_dir / f"{number}.webp").read_bytes(), width, height)
        for number, (width, height) in enumerate(report["pictures"])
    )
