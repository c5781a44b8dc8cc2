"""Fewer triangles where nobody sees them, with an eye on what the surface shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.options import SimplifyGoal
from assets3d.pipeline.geometry.simplification.parts import Part, parts_of, triangles_of
from assets3d.pipeline.geometry.surface import ABSOLUTE_ERROR, PRUNE, made_anew, simplified
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.measure import triangles_drawn

# Growing errors are tried by halving the range of their logarithms this often.
_STEPS = 8
# Close enough to the bound that another try would gain little.
_NEAR = 0.97
# Above this many triangles every try would take seconds; so the surface is first thinned to some times the bound.
_MANY_TRIANGLES, _SPARE = 500_000, 4


@dataclass(frozen=True)
class Simplification:
    """What was done: triangles drawn before and after, and the error as a share of the model's largest side."""

    triangles_before: int
    triangles_after: int
    error: float


@dataclass(frozen=True)
class _State:
    parts: list[Part]
    error: float

    @property
    def triangles(self) -> int:
        return triangles_of(self.parts)


def simplify(
    json: Mapping[str, Any], arrays: Arrays, groups: Sequence[VertexGroup], goal: SimplifyGoal
) -> Simplification:
    """Replace index arrays by shorter ones. Vertices keep their values; those left unused are for `order` to drop.

    One error holds for all parts, measured against the whole model, so small parts lose more of their triangles.
    Borders where parts meet stay closed: their vertices are kept.
    """
    before = triangles_drawn(json, arrays)
    start = _State(parts_of(json, arrays, groups, is_rough=goal.is_rough), 0.0)
    bound = None if goal.triangles is None else max(0, goal.triangles - (before - start.triangles))
    found = _reduced(start, goal.error, goal) if goal.error > 0 else start
    if bound is not None and found.triangles > bound:
        found = _bounded(start, found, bound, goal)
    for part in found.parts:
        arrays[part.index] = part.numbers[part.indices].astype(np.uint32).reshape(-1, 1)
    return Simplification(before, triangles_drawn(json, arrays), found.error)


def _bounded(start: _State, first: _State, bound: int, goal: SimplifyGoal) -> _State:
    if goal.limit > goal.error:
        if start.triangles > _MANY_TRIANGLES:
            start = _thinned(first, bound, goal)
        first = _least_error(start, bound, goal)
    if goal.is_rough and first.triangles > bound:
        first = _made_anew(first, bound / first.triangles)
    return first


def _least_error(start: _State, bound: int, goal: SimplifyGoal) -> _State:
    """The state of the least error above the goal's that stays within the bound, or that of the limit."""
    low, high = max(goal.error, goal.limit * 1e-4), goal.limit
    best = _reduced(start, high, goal)
    for _ in range(_STEPS):
        if best.triangles > bound or best.triangles >= bound * _NEAR:
            break
        middle = float(np.sqrt(low * high))
        tried = _reduced(start, middle, goal)
        if tried.triangles > bound:
            low = middle
        else:
            high, best = middle, tried
    return best


def _thinned(state: _State, bound: int, goal: SimplifyGoal) -> _State:
    """About `_SPARE` times the bound in triangles, with as little error as that takes."""
    share = min(1.0, _SPARE * bound / max(1, state.triangles))
    thinner = _reduced(state, goal.limit, goal, share) if share < 1 else state
    return _State([part.compact() for part in thinner.parts], max(state.error, thinner.error))


def _reduced(state: _State, error: float, goal: SimplifyGoal, share: float = 0.0) -> _State:
    """Every part with no more triangles than `error` takes, nor fewer than `share` of them."""
    parts: list[Part] = []
    reached = 0.0
    flags = ABSOLUTE_ERROR | PRUNE if goal.is_rough else ABSOLUTE_ERROR
    for part in state.parts:
        least = int(part.indices.size * share) // 3 * 3
        indices, moved = simplified(
            part.indices,
            part.positions,
            (part.columns, part.weights),
            part.locked,
            (least, error * part.length),
            flags,
        )
        if not indices.size:
            # No list may be empty; and a part that would vanish is small enough to stay as it is.
            indices = part.indices[:3] if goal.is_rough else part.indices
        parts.append(replace(part, indices=indices))
        reached = max(reached, moved / part.length)
    return _State(parts, state.error + reached)


def _made_anew(state: _State, share: float) -> _State:
    parts: list[Part] = []
    for part in state.parts:
        goal = max(3, int(part.indices.size * share) // 3 * 3)
        coarse = made_anew(part.indices, part.positions, goal)
        parts.append(replace(part, indices=coarse if coarse.size else part.indices[:3]))
    return _State(parts, state.error)
