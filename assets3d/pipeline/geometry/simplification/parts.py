"""A model's surfaces as simplification takes them: lists of triangles, each with the vertices that it uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.placing import Placement, mesh_ends, model_size, placements
from assets3d.pipeline.geometry.simplification.borders import meeting_vertices
from assets3d.pipeline.geometry.simplification.features import features
from assets3d.pipeline.geometry.surface import Bytes, Floats, Indices
from assets3d.pipeline.geometry.uses import accessor_uses
from assets3d.pipeline.gltf.accessors import Arrays, as_floats


@dataclass(frozen=True)
class Part:
    """One list of triangles.

    index: its accessor. numbers: which vertices of its group it uses. indices: flat, into those. positions,
    columns, locked: a row for each of them. weights: of the columns. length: how long the model's largest side
    is in the part's units. times: how often it is drawn.
    """

    index: int
    numbers: NDArray[np.int64]
    indices: Indices
    positions: Floats
    columns: Floats
    weights: Floats
    locked: Bytes
    length: float
    times: int

    def compact(self) -> "Part":
        """The same triangles without the vertices that they no longer use."""
        kept, indices = _compact(self.indices, len(self.numbers))
        return replace(
            self,
            numbers=self.numbers[kept],
            indices=indices,
            positions=self.positions[kept],
            columns=self.columns[kept],
            locked=self.locked[kept],
        )


def triangles_of(parts: Sequence[Part]) -> int:
    """Triangles of all parts, each counted as often as it is drawn."""
    return sum(part.times * (part.indices.size // 3) for part in parts)


def parts_of(
    json: Mapping[str, Any], arrays: Arrays, groups: Sequence[VertexGroup], *, is_rough: bool
) -> list[Part]:
    """Every list of triangles that the shown scene draws. is_rough: nothing is locked."""
    placed = list(placements(json, arrays))
    size = model_size(json, arrays)
    locked = {} if is_rough else meeting_vertices(json, arrays, groups, placed, size)
    sizes = _lengths(json, arrays, placed, size)
    uses = accessor_uses(json, arrays)
    parts = []
    for group in groups:
        if "POSITION" not in group.attributes:
            continue
        shown = features(json, arrays, group, uses)
        position = group.attributes["POSITION"]
        points = as_floats(arrays[position], json["accessors"][position])
        for index in group.indices:
            length, times = sizes.get(index, (0.0, 0))
            if length <= 0:
                continue
            numbers, indices = _compact(arrays[index].ravel(), group.vertex_count)
            weights = _for_extent(shown.weights, points, points[numbers])
            stays = locked[index][numbers] if index in locked else np.zeros(len(numbers), np.bool_)
            rows = (points[numbers], shown.columns[numbers], weights, stays.astype(np.uint8))
            parts.append(Part(index, numbers, indices, *rows, length, times))
    return parts


def _for_extent(weights: Floats, whole: Floats, part: Floats) -> Floats:
    """Weights of features count against the extent of what is simplified, which may be less than the group's."""
    extents = [float(np.ptp(points, axis=0).max()) or 1.0 for points in (whole, part)]
    return weights * np.float32(extents[0] / extents[1])


def _compact(indices: NDArray[Any], count: int) -> tuple[NDArray[np.int64], Indices]:
    used = np.zeros(count, np.bool_)
    used[indices] = True
    places = np.cumsum(used, dtype=np.uint32) - np.uint32(1)
    return np.flatnonzero(used), places[indices]


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
