"""Models for the pipeline's tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets3d.pipeline.render.local import LocalStudio
from tests.factories.glb import build_glb

_PROJECT = Path(__file__).resolve().parents[3]


def real_models() -> list[Path]:
    """Real product models, where this machine has them: VITRINE_MODELS, or `shared/models` beside the project."""
    folder = Path(os.environ.get("VITRINE_MODELS") or _PROJECT.parent / "shared" / "models")
    return sorted(folder.glob("*.glb"))


@pytest.fixture(scope="session")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A textured box with two variants, an animation and a morph target."""
    path = tmp_path_factory.mktemp("models") / "box.glb"
    path.write_bytes(build_glb(variants=("Red", "Blue"), animated=True, morphed=True))
    return path


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no Chromium, which spares the time of taking posters."""
    monkeypatch.setenv("CHROMIUM_PATH", "/nonexistent/chromium")


@pytest.fixture(scope="session")
def studio() -> Iterator[LocalStudio]:
    """One browser for all tests that look at models."""
    with LocalStudio() as opened:
        yield opened
