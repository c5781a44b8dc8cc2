"""A conversion in its child process: confined, watched, and gone afterwards."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import pytest

from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.process import StudioProcess
from assets3d.pipeline.render.studio import StudioUnavailable
from assets3d.pipeline.report import Outcome
from assets3d.pipeline.sandbox import Limits, PipelineFailed, run_pipeline

PROJECT = Path(__file__).resolve().parents[3]


def _processes(word: str) -> list[int]:
    """Processes, zombies aside, whose command line has a word."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            if word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def _gone_within(seconds: float, word: str) -> bool:
    deadline = time.monotonic() + seconds
    while _processes(word):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.usefixtures("without_browser")
def test_run_pipeline_converts_and_tells_progress(box: Path, tmp_path: Path) -> None:
    steps: list[tuple[str, int]] = []

    report = run_pipeline(
        box, tmp_path / "out", on_progress=lambda stage, percent: steps.append((stage, percent))
    )

    assert report.outcome is Outcome.CONVERTED
    assert (tmp_path / "out" / report.tiers[0].path).stat().st_size == report.tiers[0].bytes
    assert steps[0] == ("intake", 0)
    assert steps[-1] == ("done", 100)
    assert _gone_within(60, str(tmp_path))


def test_run_pipeline_returns_the_refusal_of_a_bad_model(tmp_path: Path) -> None:
    source = tmp_path / "text.glb"
    source.write_text("no model")

    report = run_pipeline(source, tmp_path / "out")

    assert report.outcome is Outcome.REFUSED
    assert [finding.code for finding in report.findings] == ["not_a_glb"]


def test_old_report_is_never_taken_for_a_new_one(box: Path, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"format": 1}')

    with pytest.raises(PipelineFailed):
        run_pipeline(box, tmp_path, limits=Limits(wall_seconds=0.01))

    assert not (tmp_path / "report.json").exists()


def test_child_that_takes_too_long_is_ended_whole(box: Path, tmp_path: Path) -> None:
    with pytest.raises(PipelineFailed) as failure:
        run_pipeline(box, tmp_path / "slow", limits=Limits(wall_seconds=0.3))

    assert failure.value.code == "timed_out"
    assert _gone_within(60, str(tmp_path))


@pytest.mark.usefixtures("without_browser")
def test_child_out_of_memory_is_our_failure(box: Path, tmp_path: Path) -> None:
    with pytest.raises(PipelineFailed) as failure:
        run_pipeline(box, tmp_path / "out", limits=Limits(memory_bytes=1_000_000))

    assert failure.value.code == "out_of_memory"


@pytest.mark.usefixtures("without_browser")
def test_progress_listener_that_raises_ends_the_child(box: Path, tmp_path: Path) -> None:
    def lose_the_lease(stage: str, percent: int) -> None:
        raise InterruptedError(stage)

    with pytest.raises(InterruptedError):
        run_pipeline(box, tmp_path / "out", on_progress=lose_the_lease)

    assert _gone_within(60, str(tmp_path))


@pytest.mark.usefixtures("without_browser")
def test_unknown_unit_is_our_mistake(box: Path, tmp_path: Path) -> None:
    with pytest.raises(PipelineFailed, match="invalid choice: 'parsec'"):
        run_pipeline(box, tmp_path / "out", unit="parsec", format="glb")


@pytest.mark.usefixtures("without_browser")
def test_conversion_goes_on_though_no_studio_starts(
    box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_studio: StudioProcess) -> NoReturn:
        raise StudioUnavailable("studio_broken", "it is not to be")

    monkeypatch.setattr(StudioProcess, "lend", refuse)

    report = run_pipeline(box, tmp_path / "out", studio=StudioProcess())

    assert report.outcome is Outcome.CONVERTED
    assert report.findings[-1].code == "studio_missing"


@pytest.mark.slow
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
def test_kill_of_the_worker_leaves_no_child(box: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assets3d.pipeline.sandbox import run_pipeline;"
        "run_pipeline(Path(sys.argv[1]), Path(sys.argv[2]), on_progress=lambda *step: print(*step, flush=True))"
    )
    worker = subprocess.Popen(  # noqa: S603 - our words
        [sys.executable, "-c", program, str(box), str(tmp_path / "out")], cwd=PROJECT, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    while b"posters" not in worker.stdout.readline():
        assert worker.poll() is None

    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()

    assert _gone_within(60, str(tmp_path))
    # A child that had lived on would have ended by writing this.
    assert not (tmp_path / "out" / "report.json").exists()
