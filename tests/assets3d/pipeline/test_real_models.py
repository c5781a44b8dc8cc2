"""Real product models convert, valid and whole; skipped where the machine has none."""

from pathlib import Path

import pytest

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.findings import Severity
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.report import Outcome
from assets3d.pipeline.validator.run import ValidatorLimits, validate
from tests.assets3d.pipeline.conftest import real_models

MODELS = real_models()
NO_MODELS = pytest.param(
    None, marks=pytest.mark.skip(reason="no real models: set VITRINE_MODELS to their folder")
)
# What each draft of a web tier may weigh in bytes; a little over what it does, so that a loss of compression shows.
CEILINGS = {"SheenChair.glb": 740_000, "MaterialsVariantsShoe.glb": 1_850_000, "WaterBottle.glb": 290_000}


@pytest.mark.slow
@pytest.mark.usefixtures("without_browser")
@pytest.mark.parametrize("source", MODELS or [NO_MODELS], ids=lambda path: getattr(path, "stem", "none"))
def test_real_model_converts_whole_and_valid(source: Path, tmp_path: Path) -> None:
    report = convert(source, tmp_path, RECIPES["draft"], ConversionLimits(), lambda stage, percent: None)

    files = {tier.role: tmp_path / tier.path for tier in report.tiers}
    assert report.outcome is Outcome.CONVERTED
    assert {finding.severity for finding in report.findings} <= {Severity.NOTE, Severity.WARNING}
    assert [finding.code for finding in report.findings if finding.severity is Severity.WARNING] == [
        "studio_missing"
    ]
    assert all(line.is_met for line in report.budgets)
    assert all(validate(files[role], ValidatorLimits()).errors == 0 for role in files if role != "ar-usdz")
    assert files["web"].stat().st_size <= CEILINGS.get(source.name, source.stat().st_size)
