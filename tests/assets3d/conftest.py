"""What tests of uploads and conversions share."""

import pytest

from assets3d.pipeline.recipe import Recipe
from assets3d.states import DRAFT, SEARCHED
from tests.factories.assets3d import FakePipeline
from tests.factories.glb import build_glb


@pytest.fixture(scope="session")
def glb() -> bytes:
    """A whole little GLB."""
    return build_glb()


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    """A pipeline that takes no time."""
    fake = FakePipeline()
    monkeypatch.setattr("assets3d.services.conversion.convert.run_pipeline", fake)
    return fake


@pytest.fixture
def doorbells(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    """Every ring, noted instead of sent."""
    rung: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr("assets3d.jobs._ring", lambda name, **kwargs: rung.append((name, kwargs)))
    return rung


@pytest.fixture
def recipes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Recipe]:
    """The recipes of this release, to be raised by a test: both in their first version."""
    known = {name: Recipe(name=name, version=1) for name in (DRAFT, SEARCHED)}
    monkeypatch.setattr("assets3d.queries.recipes.RECIPES", known)
    return known
