"""Every bound refuses by name and in words; a good file passes right after."""

from pathlib import Path

import pytest

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.findings import Severity
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.report import Outcome
from tests.assets3d.pipeline.hostile.glb import BOX, HOSTILE
from tests.assets3d.pipeline.hostile.motion import build_skinned


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_by_its_code(name: str, tmp_path: Path) -> None:
    make, code = HOSTILE[name]
    source = tmp_path / "hostile.glb"
    source.write_bytes(make())

    report = convert(
        source, tmp_path / "out", RECIPES["draft"], ConversionLimits(), lambda stage, percent: None
    )

    assert report.outcome is Outcome.REFUSED
    assert report.findings[0].code == code
    assert all(finding.severity is Severity.REFUSAL and finding.message for finding in report.findings)
    assert report.findings[0].fix


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


def _warned(glb: bytes, tmp_path: Path) -> list[tuple[str, str]]:
    source = tmp_path / "skinned.glb"
    source.write_bytes(glb)
    return [(finding.code, finding.message) for finding in open_model(source, Bounds())[1]]


def test_sound_skin_passes_whatever_joints_without_weight_say(tmp_path: Path) -> None:
    glb = build_skinned(joints=[[0, 1, 99, 200]] * 3)

    assert _warned(glb, tmp_path) == []


def test_weights_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    glb = build_skinned(
        weights=[[0.5, 0.5, 0, 0], [0.25, 0, 0, 0], [1, 1, 0.5, 0]], joints=[[0, 1, 1, 0]] * 3
    )

    [(code, message)] = _warned(glb, tmp_path)

    assert code == "skin_weights_sum"
    assert message.startswith("The bones hold 2 points of /meshes/0/primitives/0 by 25% to 250% in all")


def test_keys_at_one_moment_are_told_and_played(tmp_path: Path) -> None:
    [(code, message)] = _warned(build_skinned(times=[0, 0.5, 0.5]), tmp_path)

    assert (code, message.startswith("Key 2 of /animations/0/samplers/0/input")) == ("key_times_equal", True)
