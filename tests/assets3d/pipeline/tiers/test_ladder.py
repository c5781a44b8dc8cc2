"""One thread makes the tiers while another looks at them; what goes wrong in either ends both."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.render.studio import Camera, Picture, Shot, Shown, Studio, StudioUnavailable
from assets3d.pipeline.tiers.ladder import Ladder, Progress
from assets3d.pipeline.tiers.make import Made, TierMaker
from assets3d.pipeline.tiers.model import open_images


class _Studio:
    """Shows everything as a white square, or raises what it was given."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.problem = problem
        self.shown: list[int] = []

    def show(self, glb: bytes) -> Shown:
        if self.problem is not None:
            raise self.problem
        self.shown.append(len(glb))
        return Shown(Camera(30, 75, 1, 30), (0, 0, 0), 1, ())

    def take(self, shots: Sequence[Shot]) -> list[Picture]:
        return [np.full((shot.side, shot.side, 4), 255, np.uint8) for shot in shots]

    def exchange(self, images: Mapping[int, bytes | None]) -> None:
        """Nothing here has textures."""

    def close(self) -> None:
        """Nothing is open."""


def _ignore(percent: int) -> None:
    """Progress does not matter here."""


def _ladder(path: Path, recipe: str = "draft") -> Ladder:
    document, _ = open_model(path, Bounds())
    model = open_images(document, read_accessors(document))
    return Ladder(model, RECIPES[recipe], Progress(_ignore, _ignore, _ignore))


def test_web_tier_is_looked_at_and_stays_in_the_studio(box: Path) -> None:
    ladder, studio = _ladder(box), _Studio()

    with ThreadPoolExecutor(1) as other:
        made = other.submit(ladder.make)
        seen = ladder.look(studio, nullcontext())

    assert [tier.plan.role for tier in made.result()] == [plan.role for plan in RECIPES["draft"].plans]
    assert [looks.tier for looks in seen.looks] == ["web"]
    assert len(studio.shown) == 2
    assert studio.shown[-1] == len(ladder.web().glb)
    assert seen.shown is not None


@pytest.mark.parametrize("recipe", RECIPES)
def test_tiers_are_made_unseen_without_a_browser(box: Path, recipe: str) -> None:
    ladder = _ladder(box, recipe)
    problem = StudioUnavailable("studio_missing", "there is none")

    with ThreadPoolExecutor(1) as other:
        made = other.submit(ladder.make)
        seen = ladder.look(_Studio(problem), nullcontext())

    assert len(made.result()) == len(RECIPES[recipe].plans)
    assert (seen.looks, seen.shown, seen.problem) == ((), None, problem)


def test_failure_of_a_search_ends_the_making(box: Path) -> None:
    ladder = _ladder(box, "searched")
    problem = Defect("tier_not_shown", "it cannot be shown")

    with ThreadPoolExecutor(1) as other:
        made = other.submit(ladder.make)
        with pytest.raises(Defect) as raised:
            ladder.look(_Studio(problem), nullcontext())

    assert raised.value is problem
    assert made.exception() is problem


def test_failure_to_make_a_tier_ends_the_looking(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = MemoryError()

    def fail(*given: object) -> Made:
        raise problem

    monkeypatch.setattr(TierMaker, "make", fail)
    ladder = _ladder(box)
    studio: Studio = _Studio()

    with ThreadPoolExecutor(1) as other:
        made = other.submit(ladder.make)
        with pytest.raises(MemoryError):
            ladder.look(studio, nullcontext())

    assert made.exception() is problem
