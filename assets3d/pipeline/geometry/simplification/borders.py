"""Vertices that must stay where they are, because another surface meets them there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.placing import Placement
from assets3d.pipeline.geometry.surface import same_rows
from assets3d.pipeline.gltf.accessors import Arrays, as_floats

# Points closer than this share of the model's size are one point.
_SAME_PLACE = 1e-5


def meeting_vertices(
    json: Mapping[str, Any],
    arrays: Arrays,
    groups: Sequence[VertexGroup],
    placed: Iterable[Placement],
    size: float,
) -> dict[int, NDArray[np.bool_]]:
    """For each index accessor, which vertices of its group lie on an open border where another surface begins.

    The other surface may be another primitive, another mesh, or the same mesh at another place of the scene;
    `size` is that of the model. Vertices that two index accessors of a group share are among them.
    """
    meeting = {index: _shared(arrays, group, index) for group in groups for index in group.indices}
    group_of = {index: group for group in groups for index in group.indices}
    stands = [
        (primitive["indices"], place.world)
        for place in placed
        for primitive in json["meshes"][place.mesh]["primitives"]
        if primitive.get("indices") in group_of
    ]
    if len(stands) < 2:
        return meeting
    borders = {index: np.flatnonzero(_border(json, arrays, group_of[index], index)) for index, _ in stands}
    keys = [
        _places(_points(json, arrays, group_of[index])[borders[index]] @ world[:3, :3].T + world[:3, 3], size)
        for index, world in stands
    ]
    owners = np.repeat(np.arange(len(stands)), [len(part) for part in keys])
    ends = np.cumsum([len(part) for part in keys])
    is_met = np.split(_met(np.concatenate(keys), owners), ends[:-1])
    for (index, _), met in zip(stands, is_met, strict=True):
        meeting[index][borders[index]] |= met
    return meeting


def _points(json: Mapping[str, Any], arrays: Arrays, group: VertexGroup) -> NDArray[np.float32]:
    position = group.attributes.get("POSITION")
    if position is None:
        return np.zeros((group.vertex_count, 3), np.float32)
    return as_floats(arrays[position], json["accessors"][position])


def _border(json: Mapping[str, Any], arrays: Arrays, group: VertexGroup, index: int) -> NDArray[np.bool_]:
    """Vertices at edges that only one triangle has, doubles at the same place taken for one."""
    points = np.ascontiguousarray(_points(json, arrays, group))
    same = same_rows(points.view(np.uint8).reshape(len(points), -1))[0]
    corners = same[arrays[index].reshape(-1, 3)].astype(np.int64)
    edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    edges.sort(axis=1)
    names = edges[:, 0] << 32 | edges[:, 1]
    order = np.sort(names)
    is_single = np.ones(len(order), np.bool_)
    is_single[1:] &= order[1:] != order[:-1]
    is_single[:-1] &= order[1:] != order[:-1]
    single = order[is_single]
    at_border = np.zeros(int(same.max(initial=0)) + 1, np.bool_)
    at_border[single >> 32] = True
    at_border[single & 0xFFFFFFFF] = True
    used = np.zeros(len(points), np.bool_)
    used[arrays[index].ravel()] = True
    return at_border[same] & used


def _places(points: NDArray[np.float64], size: float) -> NDArray[np.int64]:
    """One number for each point; close points get the same, but for the few that a cell's wall parts."""
    cells = np.rint(points / ((size or 1.0) * _SAME_PLACE)).astype(np.int64)
    factors = np.array([73_856_093, 19_349_663, 83_492_791], np.int64)
    mixed: NDArray[np.int64] = (cells * factors * np.int64(0x9E3779B1)).sum(axis=1)
    return mixed


def _met(keys: NDArray[np.int64], owners: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which entries have a key that another owner has too."""
    is_met = np.zeros(len(keys), np.bool_)
    if not keys.size:
        # Closed surfaces have no border at all.
        return is_met
    order = np.lexsort((owners, keys))
    starts = np.flatnonzero(np.r_[True, keys[order][1:] != keys[order][:-1]])
    ends = np.r_[starts[1:], len(keys)]
    has_many = owners[order][starts] != owners[order][ends - 1]
    is_met[order] = np.repeat(has_many, ends - starts)
    return is_met


def _shared(arrays: Arrays, group: VertexGroup, index: int) -> NDArray[np.bool_]:
    uses = np.zeros(group.vertex_count, np.uint8)
    own = np.zeros(group.vertex_count, np.bool_)
    for other in group.indices:
        used = np.zeros(group.vertex_count, np.bool_)
        used[arrays[other].ravel()] = True
        uses += used
        own |= used if other == index else np.False_
    return own & (uses > 1)
