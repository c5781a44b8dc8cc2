"""A report reads back as it was written."""

import json
from pathlib import Path

import pytest

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.posters.framing import Framing
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.report import (
    FILE_NAME,
    BudgetLine,
    Closeness,
    Fidelity,
    Outcome,
    Report,
    UnitRecord,
    ViewFidelity,
)


def _converted(source: Path, folder: Path) -> Report:
    return convert(source, folder, RECIPES["draft"], ConversionLimits(), lambda stage, percent: None)


@pytest.mark.usefixtures("without_browser")
def test_report_reads_back_as_it_was_written(box: Path, tmp_path: Path) -> None:
    report = _converted(box, tmp_path)

    assert Report.load(tmp_path) == report
    assert Report.load(tmp_path / FILE_NAME) == report


@pytest.mark.usefixtures("without_browser")
def test_report_measures_the_model_in_metres(box: Path, tmp_path: Path) -> None:
    facts = _converted(box, tmp_path).source

    assert facts is not None
    assert (facts.triangles, facts.draw_calls, facts.materials, facts.images) == (192, 1, 3, 5)
    assert facts.bounds.size == pytest.approx((0.4, 0.2, 0.3), abs=1e-5)
    assert facts.bounds.lower == pytest.approx((-0.2, 0.0, -0.15), abs=1e-5)


@pytest.mark.usefixtures("without_browser")
def test_two_runs_differ_in_nothing_but_timing(box: Path, tmp_path: Path) -> None:
    records = []
    for name in ("one", "two"):
        _converted(box, tmp_path / name)
        record = json.loads((tmp_path / name / FILE_NAME).read_text())
        stages = {"intake", "preflight", "validation", "tiers", "verification", "usdz", "posters"}
        assert record.pop("timing").keys() == record.pop("memory").keys() == stages
        records.append(record)

    assert records[0] == records[1]
    for tier in records[0]["tiers"]:
        assert (tmp_path / "one" / tier["path"]).read_bytes() == (
            tmp_path / "two" / tier["path"]
        ).read_bytes()


def test_looks_read_back_as_they_were_written(tmp_path: Path) -> None:
    view = ViewFidelity(40.0, 0.99, 0.4, "Red", is_close=True)
    target = Closeness(38.0, 0.98, 0.5)
    looks = Fidelity(
        41.0, 0.995, 0.3, "web", holds=True, compared_with="source", views=(view,), target=target
    )
    framing = Framing("30deg 75deg 1.2m", 21.5)
    unit = UnitRecord("mm", "guessed", "As metres it would be a house.")
    report = Report(Outcome.CONVERTED, "draft", 1, framing=framing, fidelity=(looks,), unit=unit)

    report.save(tmp_path)

    assert Report.load(tmp_path) == report


def test_report_of_another_format_is_not_misread(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"format": 99}')

    with pytest.raises(ValueError, match="format 99"):
        Report.load(tmp_path)


def test_defect_of_ours_is_reported_as_failed(
    box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    report = _converted(box, tmp_path / "out")

    assert report.outcome is Outcome.FAILED
    assert [finding.code for finding in report.findings] == ["validator_missing"]


def test_budget_is_met_at_its_limit() -> None:
    assert BudgetLine("web", "bytes", limit=10, actual=10).is_met
    assert not BudgetLine("web", "bytes", limit=10, actual=11).is_met
