"""Real product models convert, valid and whole; skipped where the machine has none."""

from pathlib import Path

import pytest

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.report import Outcome
from assets3d.pipeline.validator.run import ValidatorLimits, validate
from tests.assets3d.pipeline.conftest import real_models

MODELS = real_models()
NO_MODELS = pytest.param(
    None, marks=pytest.mark.skip(reason="no real models: set VITRINE_MODELS to their folder")
)
# What each web tier may weigh in bytes; a little over what it does, so that a loss of compression shows.
CEILINGS = {"SheenChair.glb": 1_100_000, "MaterialsVariantsShoe.glb": 2_700_000, "WaterBottle.glb": 580_000}


@pytest.mark.slow
@pytest.mark.usefixtures("without_browser")
@pytest.mark.parametrize("source", MODELS or [NO_MODELS], ids=lambda path: getattr(path, "stem", "none"))
def test_real_model_converts_whole_and_valid(source: Path, tmp_path: Path) -> None:
    report = convert(source, tmp_path, RECIPES["draft"], ConversionLimits(), lambda stage, percent: None)

    tier = tmp_path / report.tiers[0].path
    assert report.outcome is Outcome.CONVERTED
    assert {finding.code for finding in report.findings} == {"studio_missing"}
    assert all(line.is_met for line in report.budgets)
    assert validate(tier, ValidatorLimits()).errors == 0
    assert tier.stat().st_size <= CEILINGS.get(source.name, source.stat().st_size)
