"""`python -m assets3d.pipeline` as others call it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assets3d.pipeline.report import Outcome, Report

PROJECT = Path(__file__).resolve().parents[3]


def _run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assets3d.pipeline", *(str(argument) for argument in arguments)]
    environment = os.environ | {"CHROMIUM_PATH": "/nonexistent/chromium"}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - options are run's, words ours
        command,
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **options,
    )


def test_good_model_converts_even_without_a_browser(box: Path, tmp_path: Path) -> None:
    done = _run(box, tmp_path)

    report = Report.load(tmp_path)
    assert done.returncode == 0, done.stderr
    assert report.outcome is Outcome.CONVERTED
    assert [(tier.role, tier.material_variant, tier.path) for tier in report.tiers] == [
        ("high", None, "high.glb"),
        ("web", None, "web.glb"),
        ("web-webp", None, "web-webp.glb"),
        ("ar-glb", None, "ar.glb"),
        ("lite", None, "lite.glb"),
        ("nano", None, "nano.glb"),
        ("ar-usdz", None, "ar.usdz"),
        ("ar-usdz", "Red", "ar/variant-1.usdz"),
        ("ar-usdz", "Blue", "ar/variant-2.usdz"),
    ]
    assert all((tmp_path / tier.path).stat().st_size == tier.bytes for tier in report.tiers)
    assert [finding.code for finding in report.findings] == [
        "usdz_without_morph_targets",
        "studio_missing",
    ]
    assert report.variants == ("Red", "Blue")


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"Not a model at all.", "not_a_glb", "not a GLB file"),
        (b"", "file_empty", "empty"),
        (b"glTF\x02\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 20, "glb_truncated", "breaks off"),
    ],
)
def test_bad_model_is_refused_in_plain_words(tmp_path: Path, content: bytes, code: str, word: str) -> None:
    source = tmp_path / "model.glb"
    source.write_bytes(content)

    done = _run(source, tmp_path / "out")

    report = Report.load(tmp_path / "out" / "report.json")
    assert done.returncode == 2
    assert report.outcome is Outcome.REFUSED
    assert [finding.code for finding in report.findings] == [code]
    assert word in report.findings[0].message
    assert word in done.stderr


def test_missing_source_is_our_fault(tmp_path: Path) -> None:
    done = _run(tmp_path / "absent.glb", tmp_path / "out")

    assert done.returncode == 1
    assert "there is no file" in done.stderr


def test_help_explains_the_outputs_and_exit_codes() -> None:
    done = _run("--help")

    assert done.returncode == 0
    assert all(word in done.stdout for word in ("web.glb", "posters/", "report.json", "refused", "--recipe"))


def test_progress_is_written_as_json_lines(box: Path, tmp_path: Path) -> None:
    reading, writing = os.pipe()

    done = _run(box, tmp_path, "--progress-fd", str(writing), pass_fds=(writing,))

    os.close(writing)
    with os.fdopen(reading) as lines:
        steps = [json.loads(line) for line in lines]
    assert done.returncode == 0
    assert steps[0] == {"stage": "intake", "percent": 0}
    assert steps[-1] == {"stage": "done", "percent": 100}
    assert [step["percent"] for step in steps] == sorted(step["percent"] for step in steps)
