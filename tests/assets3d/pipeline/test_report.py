"""A report reads back as it was written."""

import json
from pathlib import Path

import pytest

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.posters.framing import Framing
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.report import FILE_NAME, BudgetLine, Outcome, Report


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
        assert record.pop("timing").keys() == {"preflight", "validation", "tiers", "verification", "posters"}
        records.append(record)

    assert records[0] == records[1]
    assert (tmp_path / "one" / "web.glb").read_bytes() == (tmp_path / "two" / "web.glb").read_bytes()


@pytest.mark.usefixtures("without_browser")
def test_report_from_before_there_was_a_framing_is_still_read(box: Path, tmp_path: Path) -> None:
    _converted(box, tmp_path)
    record = json.loads((tmp_path / FILE_NAME).read_text())
    del record["framing"]
    (tmp_path / FILE_NAME).write_text(json.dumps(record))

    assert Report.load(tmp_path).framing is None


def test_framing_reads_back_as_it_was_written(tmp_path: Path) -> None:
    report = Report(Outcome.CONVERTED, "draft", 1, framing=Framing("30deg 75deg 1.2m", 21.5))

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
