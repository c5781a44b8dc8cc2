"""What tests of uploads and conversions share."""

import pytest

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
def recipes(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The recipes of this release with their versions, to be raised by a test: both in their first."""
    known = dict.fromkeys((DRAFT, SEARCHED), 1)
    monkeypatch.setattr("assets3d.queries.recipes.RECIPE_VERSIONS", known)
    return known
