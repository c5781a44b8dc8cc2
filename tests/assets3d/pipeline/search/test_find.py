"""The search finds a smaller file that looks no worse, by the shop's own viewer."""

from dataclasses import replace
from pathlib import Path

import pytest

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.fidelity.views import Sides
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.studio import Studio
from assets3d.pipeline.report import Outcome, Report
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.yardstick import usual_images, yardstick_glb
from assets3d.pipeline.tiers.make import TierMaker
from assets3d.pipeline.tiers.model import open_images
from assets3d.pipeline.tiers.plans import WEB
from tests.factories.glb import build_glb

needs_browser = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")


# The shop's search with fewer and smaller pictures.
QUICK = SearchOptions(
    guide_sides=Sides(96, 96),
    held_out_sides=Sides(112, 112),
    bits=((14, 12, 9), (15, 13, 10)),
    errors=(),
    rounds=3,
)


def _searched(source: Path, folder: Path, studio: Studio) -> Report:
    recipe = replace(RECIPES["searched"], search=QUICK)
    return convert(source, folder, recipe, ConversionLimits(), lambda stage, percent: None, studio=studio)


@needs_browser
@pytest.mark.slow
def test_search_is_smaller_than_common_practice_and_looks_no_worse(studio: Studio, tmp_path: Path) -> None:
    source = tmp_path / "box.glb"
    source.write_bytes(build_glb(grid=6, texture_side=256, variants=("Red", "Blue")))
    document, _ = open_model(source, Bounds())
    model = open_images(document, read_accessors(document))
    usual = yardstick_glb(TierMaker(model).prepare(WEB, None), usual_images(model.images))

    report = _searched(source, tmp_path / "out", studio)

    web, fallback = report.fidelity
    sizes = {tier.role: tier.bytes for tier in report.tiers}
    assert report.outcome is Outcome.CONVERTED
    assert (web.tier, fallback.tier) == ("web", "web-webp")
    assert web.holds
    assert web.target is not None
    assert web.psnr_db >= web.target.psnr_db
    assert web.ssim >= web.target.ssim
    assert web.colour_error <= web.target.colour_error
    assert {view.material_variant for view in web.views} == {None, "Red", "Blue"}
    assert sizes["web"] < len(usual)
    # The same pictures at most; only the geometry may be packed finer.
    assert sizes["web-webp"] <= len(usual) * 1.05


@needs_browser
@pytest.mark.slow
def test_same_model_is_searched_to_the_same_bytes(studio: Studio, tmp_path: Path) -> None:
    source = tmp_path / "box.glb"
    source.write_bytes(build_glb(grid=3, texture_side=64))

    first, second = (_searched(source, tmp_path / name, studio) for name in ("one", "two"))

    assert [(tier.path, tier.sha256) for tier in first.tiers] == [
        (tier.path, tier.sha256) for tier in second.tiers
    ]
    assert first.fidelity == second.fidelity


@pytest.mark.usefixtures("without_browser")
def test_without_a_browser_ordinary_files_are_made_and_it_is_said(box: Path, tmp_path: Path) -> None:
    report = convert(box, tmp_path, RECIPES["searched"], ConversionLimits(), lambda stage, percent: None)

    assert report.outcome is Outcome.CONVERTED
    assert "not_searched" in {finding.code for finding in report.findings}
    assert report.fidelity == ()
    assert {"high", "web", "web-webp", "lite", "nano", "ar-glb"} <= {tier.role for tier in report.tiers}
