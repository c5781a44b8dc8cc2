"""Every bound refuses by name, quickly, and in words; a good file passes right after."""

import time
from pathlib import Path

import pytest

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.findings import Severity
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.report import Outcome
from tests.assets3d.pipeline.hostile.glb import BOX, HOSTILE


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_by_its_code(name: str, tmp_path: Path) -> None:
    make, code = HOSTILE[name]
    source = tmp_path / "hostile.glb"
    source.write_bytes(make())
    started = time.process_time()

    report = convert(
        source, tmp_path / "out", RECIPES["draft"], ConversionLimits(), lambda stage, percent: None
    )

    assert report.outcome is Outcome.REFUSED
    assert report.findings[0].code == code
    assert all(finding.severity is Severity.REFUSAL and finding.message for finding in report.findings)
    assert report.findings[0].fix
    assert time.process_time() - started < 2


def test_file_size_is_bounded(tmp_path: Path) -> None:
    source = tmp_path / "box.glb"
    source.write_bytes(BOX)

    report = convert(
        source,
        tmp_path / "out",
        RECIPES["draft"],
        ConversionLimits(Bounds(file_bytes=len(BOX) - 1)),
        lambda stage, percent: None,
    )

    assert [finding.code for finding in report.findings] == ["file_too_large"]


def test_sound_file_passes_without_findings(tmp_path: Path) -> None:
    source = tmp_path / "box.glb"
    source.write_bytes(BOX)

    document, warnings = open_model(source, Bounds())

    assert warnings == ()
    assert [node["name"] for node in document.listed("nodes")] == ["Root", "Box"]
