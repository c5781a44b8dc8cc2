"""Fewer triangles where nobody sees them, with an eye on what the surface shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.geometry.borders import meeting_vertices
from assets3d.pipeline.geometry.features import features
from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.options import SimplifyGoal
from assets3d.pipeline.geometry.placing import Placement, mesh_ends, model_size, placements
from assets3d.pipeline.geometry.surface import ABSOLUTE_ERROR, PRUNE, Indices, made_anew, simplified
from assets3d.pipeline.geometry.uses import accessor_uses
from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.measure import triangles_drawn

# Growing errors are tried by halving the range of their logarithms this often.
_STEPS = 8
# Close enough to the bound that another try would gain little.
_NEAR = 0.97
# Above this many triangles a try starts where the last one that was not enough ended, which is far quicker.
_MANY_TRIANGLES = 500_000


@dataclass(frozen=True)
class Simplification:
    """What was done: triangles drawn before and after, and the error as a share of the model's largest side."""

    triangles_before: int
    triangles_after: int
    error: float


@dataclass(frozen=True)
class _Part:
    """One list of triangles with the vertices it uses.

    index: its accessor. numbers: which vertices of the group. indices: flat, into those. length: how long the
    model's largest side is in the part's units. times: how often it is drawn.
    """

    index: int
    numbers: NDArray[np.int64]
    indices: Indices
    positions: NDArray[np.float32]
    columns: tuple[NDArray[np.float32], NDArray[np.float32]]
    locked: NDArray[np.uint8]
    length: float
    times: int


def simplify(
    json: Mapping[str, Any], arrays: Arrays, groups: Sequence[VertexGroup], goal: SimplifyGoal
) -> Simplification:
    """Replace index arrays by shorter ones. Vertices keep their values; those left unused are for `order` to drop.

    One error holds for all parts, measured against the whole model, so small parts lose more of their triangles.
    Borders where parts meet stay closed: their vertices are kept.
    """
    before = triangles_drawn(json, arrays)
    parts = _parts(json, arrays, groups, is_rough=goal.is_rough)
    fixed = before - _drawn(parts, {part.index: part.indices for part in parts})
    bound = None if goal.triangles is None else max(0, goal.triangles - fixed)
    found, error = _search(parts, goal, bound)
    if goal.is_rough and bound is not None and _drawn(parts, found) > bound:
        found = _made_anew(parts, found, bound / max(1, _drawn(parts, found)))
    for part in parts:
        arrays[part.index] = part.numbers[found[part.index]].astype(np.uint32).reshape(-1, 1)
    return Simplification(before, triangles_drawn(json, arrays), error)


def _drawn(parts: Sequence[_Part], lists: Mapping[int, Indices]) -> int:
    return sum(part.times * lists[part.index].size // 3 for part in parts)


def _search(
    parts: Sequence[_Part], goal: SimplifyGoal, bound: int | None
) -> tuple[dict[int, Indices], float]:
    found = {part.index: part.indices for part in parts}
    reached = 0.0
    if goal.error > 0:
        found, reached = _reduced(parts, found, goal.error, is_rough=goal.is_rough)
    if bound is None or _drawn(parts, found) <= bound or goal.limit <= goal.error:
        return found, reached
    start = found
    low, high = max(goal.error, goal.limit * 1e-4), goal.limit
    best = _reduced(parts, start, high, is_rough=goal.is_rough)
    for _ in range(_STEPS):
        if bound * _NEAR <= _drawn(parts, best[0]) <= bound:
            break
        middle = float(np.sqrt(low * high))
        tried = _reduced(parts, start, middle, is_rough=goal.is_rough)
        if _drawn(parts, tried[0]) > bound:
            low = middle
            if _drawn(parts, start) > _MANY_TRIANGLES:
                start = tried[0]
        else:
            high, best = middle, tried
    return best


def _reduced(
    parts: Sequence[_Part], lists: Mapping[int, Indices], error: float, *, is_rough: bool
) -> tuple[dict[int, Indices], float]:
    found: dict[int, Indices] = {}
    reached = 0.0
    flags = ABSOLUTE_ERROR | PRUNE if is_rough else ABSOLUTE_ERROR
    for part in parts:
        indices, moved = simplified(
            lists[part.index], part.positions, part.columns, part.locked, (0, error * part.length), flags
        )
        # A part that would vanish altogether is small enough to stay as it is: no list may be empty.
        found[part.index] = indices if indices.size else _least(lists[part.index], is_rough=is_rough)
        reached = max(reached, moved / part.length)
    return found, reached


def _least(indices: Indices, *, is_rough: bool) -> Indices:
    return indices[:3] if is_rough else indices


def _made_anew(parts: Sequence[_Part], lists: Mapping[int, Indices], share: float) -> dict[int, Indices]:
    found: dict[int, Indices] = {}
    for part in parts:
        indices = lists[part.index]
        coarse = made_anew(indices, part.positions, max(3, int(indices.size * share) // 3 * 3))
        found[part.index] = coarse if coarse.size else indices[:3]
    return found


def _parts(
    json: Mapping[str, Any], arrays: Arrays, groups: Sequence[VertexGroup], *, is_rough: bool
) -> list[_Part]:
    placed = list(placements(json, arrays))
    size = model_size(json, arrays)
    locked = {} if is_rough else meeting_vertices(json, arrays, groups, placed, size)
    sizes = _lengths(json, arrays, placed, size)
    uses = accessor_uses(json, arrays)
    parts = []
    for group in groups:
        if "POSITION" not in group.attributes:
            continue
        everything = np.concatenate([arrays[index].ravel() for index in group.indices]).astype(np.uint32)
        shown = features(json, arrays, group, uses, everything)
        position = group.attributes["POSITION"]
        points = as_floats(arrays[position], json["accessors"][position])
        for index in group.indices:
            length, times = sizes.get(index, (0.0, 0))
            if length <= 0:
                continue
            numbers, indices = _compact(arrays[index].ravel(), group.vertex_count)
            stays = locked[index][numbers] if index in locked else np.zeros(len(numbers), np.bool_)
            columns = (shown.columns[numbers], _for_extent(shown.weights, points, points[numbers]))
            parts.append(
                _Part(
                    index, numbers, indices, points[numbers], columns, stays.astype(np.uint8), length, times
                )
            )
    return parts


def _for_extent(
    weights: NDArray[np.float32], whole: NDArray[np.float32], part: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Weights of features count against the extent of what is simplified, which may be less than the group's."""
    extents = [float(np.ptp(points, axis=0).max()) or 1.0 for points in (whole, part)]
    return weights * np.float32(extents[0] / extents[1])


def _compact(indices: NDArray[Any], count: int) -> tuple[NDArray[np.int64], Indices]:
    used = np.zeros(count, np.bool_)
    used[indices] = True
    places = np.cumsum(used, dtype=np.int64) - 1
    return np.flatnonzero(used), places[indices].astype(np.uint32)


def _lengths(
    json: Mapping[str, Any], arrays: Arrays, placed: Sequence[Placement], size: float
) -> dict[int, tuple[float, int]]:
    """For each index accessor, the model's size in its units where it stands largest, and how often it is drawn."""
    lengths: dict[int, tuple[float, int]] = {}
    for place in placed:
        mesh = json["meshes"][place.mesh]
        ends = mesh_ends(json, arrays, mesh)
        if ends is None or place.scale <= 0:
            continue
        own = float((ends[1] - ends[0]).max())
        length = own if place.is_loose else size / place.scale
        for primitive in mesh["primitives"]:
            if "indices" in primitive:
                known, times = lengths.get(primitive["indices"], (np.inf, 0))
                lengths[primitive["indices"]] = (min(known, length), times + place.times)
    return lengths
