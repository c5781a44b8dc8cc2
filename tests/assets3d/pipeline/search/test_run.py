"""Rounds of a search, against views that say what they are told to."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pytest

from assets3d.pipeline.fidelity.compare import Apart
from assets3d.pipeline.fidelity.metrics import Distance
from assets3d.pipeline.search.allocate import Allocation, Component
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.run import Parts, Start, search
from assets3d.pipeline.search.target import KINDS, Judge

APART = Apart(Distance(), Distance())
USUAL_BYTES = 100


class _Studio:
    def show(self, glb: bytes) -> bytes:
        return glb


@dataclass(frozen=True)
class _Views:
    """Sees so much of the target taken by a file of so many bytes."""

    taken: dict[int, float]

    def losses(self, _studio: object, shown: bytes) -> tuple[np.ndarray[Any, Any], Apart]:
        return np.full(KINDS, self.taken[len(shown)]), APART


@dataclass(frozen=True)
class _Parts:
    """One part that may be stored in so many bytes, with what is predicted of each."""

    options: dict[int, float]

    @property
    def components(self) -> list[Component]:
        losses = np.array([[predicted] * KINDS for predicted in self.options.values()])
        return [Component(np.array(list(self.options), np.float64), losses)]

    def build(self, allocation: Allocation) -> tuple[bytes, None, tuple[()]]:
        return b"x" * list(self.options)[allocation.chosen[0]], None, ()


def _searched(predicted: dict[int, float], guide: dict[int, float], held_out: dict[int, float]) -> int | None:
    parts = cast("Parts", _Parts(predicted))
    judges = cast("tuple[Judge, Judge]", (_Views(guide), _Views(held_out)))
    start = Start(USUAL_BYTES, lambda _done, _count: None)
    found, _ = search(cast("Any", _Studio()), parts, judges, SearchOptions(), start)
    return None if found is None else len(found.glb)


@pytest.mark.parametrize(
    ("predicted", "guide", "held_out", "size"),
    [
        # The cheapest way is the right one from the beginning, and nothing needs correcting.
        ({20: 0.1, 40: 0.05}, {20: 0.1}, {20: 0.2}, 20),
        # More is lost than was predicted, so the second try is finer.
        ({20: 0.4, 40: 0.1}, {20: 1.6, 40: 0.4}, {40: 0.5}, 40),
        # What the guide does not see is seen in the views that are held out.
        ({20: 0.4, 40: 0.1}, {20: 0.48, 40: 0.1}, {20: 1.6, 40: 0.4}, 40),
        # Whatever is tried is worse than common practice.
        ({20: 0.4, 40: 0.1}, {20: 6.0, 40: 3.0}, {20: 6.0, 40: 3.0}, None),
    ],
)
def test_search_ends_with_the_smallest_that_both_views_allow(
    predicted: dict[int, float], guide: dict[int, float], held_out: dict[int, float], size: int | None
) -> None:
    assert _searched(predicted, guide, held_out) == size
