"""Work folders vanish with their work, and those of killed workers with the next worker's."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assets3d.services.conversion.work_folder import PREFIX, YOUNG_SECONDS, work_folder

HOLD = """
import sys
from assets3d.services.conversion.work_folder import work_folder
with work_folder() as folder:
    (folder / "source.glb").write_bytes(b"glTF")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def age(folder: Path) -> None:
    old = folder.stat().st_mtime - 2 * YOUNG_SECONDS
    os.utime(folder, (old, old))


def start_worker() -> "tuple[subprocess.Popen[str], Path]":
    """Another process at work in a folder."""
    worker = subprocess.Popen(  # noqa: S603  # a fixed program of our own
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    folder = Path(worker.stdout.readline().strip())
    age(folder)
    return worker, folder


def test_work_folder_is_gone_after_the_work(tmp_path: Path) -> None:
    with work_folder() as folder:
        assert folder.name.startswith(PREFIX)

    assert list(tmp_path.iterdir()) == []


def test_work_folder_clears_what_a_killed_worker_left() -> None:
    worker, folder = start_worker()
    worker.kill()
    worker.communicate()

    with work_folder():
        assert not folder.exists()


def test_work_folder_leaves_a_worker_at_work_alone() -> None:
    worker, folder = start_worker()

    with work_folder():
        assert (folder / "source.glb").exists()
    worker.kill()
    worker.communicate()
