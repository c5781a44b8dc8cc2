"""A worker's studio is started once, lent in turns, and replaced when it misbehaves."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.local import LocalStudio
from assets3d.pipeline.render.process import StudioProcess, default_studio
from assets3d.pipeline.render.remote import RemoteStudio
from assets3d.pipeline.render.server import StudioSettings
from assets3d.pipeline.render.studio import Shot, Shown, StudioUnavailable
from assets3d.pipeline.report import Outcome
from assets3d.pipeline.sandbox import Limits, PipelineFailed, run_pipeline
from tests.factories.glb import build_glb
from tests.waiting import is_running, wait_for

PROJECT = Path(__file__).resolve().parents[4]
needs_browser = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lent() -> Iterator[StudioProcess]:
    """One studio for all tests that leave it whole."""
    made = StudioProcess()
    yield made
    made.close()


@pytest.fixture
def own() -> Iterator[StudioProcess]:
    made = StudioProcess()
    yield made
    made.close()


def _shown(studio: StudioProcess, glb: bytes) -> Shown:
    with studio.lend() as descriptor:
        remote = RemoteStudio(os.dup(descriptor))
        try:
            return remote.show(glb)
        finally:
            remote.close()


@needs_browser
def test_lent_studio_takes_the_pictures_that_a_studio_here_takes(
    lent: StudioProcess, studio: LocalStudio, box: Path
) -> None:
    glb = box.read_bytes()
    here = studio.show(glb)
    shots = [Shot(here.camera, 64, "Blue"), Shot(here.camera, 48, has_shadow=True)]
    expected = studio.take(shots)

    with lent.lend() as descriptor:
        remote = RemoteStudio(os.dup(descriptor))
        there, pictures = remote.show(glb), remote.take(shots)
        remote.close()

    assert there == here
    assert all(np.array_equal(one, other) for one, other in zip(pictures, expected, strict=True))


@needs_browser
def test_conversions_of_several_threads_take_turns(lent: StudioProcess, box: Path, tmp_path: Path) -> None:
    outcomes: dict[str, tuple[Outcome, int]] = {}

    def convert(name: str) -> None:
        report = run_pipeline(box, tmp_path / name / "out", studio=lent)
        outcomes[name] = (report.outcome, sum(tier.role == "poster" for tier in report.tiers))

    threads = [threading.Thread(target=convert, args=(name,)) for name in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    started = lent.process_id

    assert outcomes["one"] == outcomes["other"]
    assert outcomes["one"][0] is Outcome.CONVERTED
    assert outcomes["one"][1] > 0
    # The threads that used it, and the first of which started it, have ended.
    assert _shown(lent, box.read_bytes()).variants == ("Red", "Blue")
    assert lent.process_id == started


@needs_browser
def test_next_conversion_succeeds_after_the_studio_was_killed_in_the_middle(
    own: StudioProcess, box: Path, tmp_path: Path
) -> None:
    def kill(stage: str, percent: int) -> None:
        if stage == "posters" and own.process_id is not None:
            os.killpg(own.process_id, signal.SIGKILL)

    robbed = run_pipeline(box, tmp_path / "robbed", studio=own, on_progress=kill)
    whole = run_pipeline(box, tmp_path / "whole", studio=own)

    assert robbed.outcome is Outcome.CONVERTED
    assert robbed.findings[-1].code == "studio_broken"
    assert [finding.code for finding in whole.findings if finding.code.startswith("studio_")] == []
    assert any(tier.role == "poster" for tier in whole.tiers)


@needs_browser
def test_next_conversion_succeeds_after_a_child_was_stopped_in_the_middle(
    own: StudioProcess, box: Path, tmp_path: Path
) -> None:
    many = tmp_path / "many.glb"
    many.write_bytes(build_glb(variants=tuple(f"Wood {number}" for number in range(40)), grid=64))
    # Warm, so that the time is over while pictures are taken.
    _shown(own, box.read_bytes())

    with pytest.raises(PipelineFailed, match="timed_out"):
        run_pipeline(many, tmp_path / "stopped" / "out", limits=Limits(wall_seconds=6), studio=own)

    assert _shown(own, box.read_bytes()).variants == ("Red", "Blue")


@needs_browser
def test_studio_that_has_stopped_is_replaced(box: Path) -> None:
    impatient = StudioProcess(patience_seconds=0.5)
    try:
        _shown(impatient, box.read_bytes())
        stopped = impatient.process_id
        assert stopped is not None
        with impatient.lend() as descriptor:
            _stop_all(stopped)
            with pytest.raises(StudioUnavailable):
                RemoteStudio(os.dup(descriptor), seconds=0.2).show(box.read_bytes())
        time.sleep(0.6)

        assert _shown(impatient, box.read_bytes()).variants == ("Red", "Blue")
        assert impatient.process_id != stopped
        wait_for("the end of the studio", lambda: not is_running(stopped))
    finally:
        impatient.close()


def _stop_all(process_id: int) -> None:
    """Stop a process and its descendants, as a machine does that hangs."""
    os.kill(process_id, signal.SIGSTOP)
    for child in Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split():
        _stop_all(int(child))


@pytest.mark.parametrize("settings", [StudioSettings(working_bytes=1), StudioSettings(request_seconds=0.0)])
def test_studio_that_takes_too_much_ends_and_says_so(settings: StudioSettings, box: Path) -> None:
    greedy = StudioProcess(settings)
    try:
        with pytest.raises(StudioUnavailable) as problem:
            _shown(greedy, box.read_bytes())
    finally:
        greedy.close()

    assert problem.value.code == "studio_broken"


def test_missing_browser_is_said_by_name(own: StudioProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", "/nonexistent/chromium")

    with pytest.raises(StudioUnavailable) as problem:
        _shown(own, b"model")

    assert problem.value.code == "studio_missing"


def test_studio_ends_with_its_worker(tmp_path: Path) -> None:
    program = (
        "import threading, time; from assets3d.pipeline.render.process import StudioProcess\n"
        "studio = StudioProcess()\n"
        "def start():\n"
        "    with studio.lend(): print(studio.process_id, flush=True)\n"
        "thread = threading.Thread(target=start); thread.start(); thread.join(); time.sleep(600)\n"
    )
    with subprocess.Popen(  # noqa: S603 - our words
        [sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        studio = int(worker.stdout.readline())
        assert Path(f"/proc/{studio}").exists()
        worker.kill()

    wait_for("the end of the studio", lambda: not is_running(studio))


def test_closed_studio_leaves_neither_process_nor_folder(
    own: StudioProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with own.lend():
        started = own.process_id
        assert started is not None
        assert len(list(tmp_path.glob("vitrine-studio-*"))) == 1

    own.close()

    assert own.process_id is None
    wait_for("the end of the studio", lambda: not is_running(started))
    assert list(tmp_path.glob("vitrine-studio-*")) == []


def test_folder_of_a_killed_worker_is_cleared(
    own: StudioProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    abandoned = tmp_path / "vitrine-studio-before"
    abandoned.mkdir()
    (abandoned / "lock").touch()
    os.utime(abandoned, (0, 0))

    with own.lend():
        assert not abandoned.exists()


def test_default_studio_is_one_for_each_process_and_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets3d.pipeline.render.process._studios", {})
    draft, searched = default_studio("draft"), default_studio("searched")

    assert default_studio() is draft
    assert default_studio("searched") is searched
    assert (draft.settings.has_low_priority, searched.settings.has_low_priority) == (False, True)
    assert (draft.process_id, searched.process_id) == (None, None)


def test_default_studio_is_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    inherited = default_studio()

    monkeypatch.setattr("os.getpid", lambda: -1)

    assert default_studio() is not inherited
