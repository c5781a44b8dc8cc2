"""Order triangles and vertices so that they read and pack well. What is drawn does not change."""

from collections.abc import Callable

import numpy as np

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.surface import Indices, for_cache, in_strips, order_of_use
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.accessors import Array, Arrays

# Above this many indices a second try costs more time than the one or two per cent it may save.
_TRIES_BOTH = 1_500_000
_GRID = 2.0**14


def order(arrays: Arrays, group: VertexGroup) -> None:
    """Replace the group's arrays: triangles in order of neighbours, vertices in order of use, unused ones dropped.

    Every attribute and morph target of the group moves by the same map, so they keep belonging together. Of the
    two orders known to pack well, the one that packs smaller is taken.
    """
    ways: list[Callable[[Indices, int], Indices]] = [in_strips, for_cache]
    if sum(arrays[index].size for index in group.indices) > _TRIES_BOTH:
        ways = ways[:1]
    tries = [_ordered(arrays, group, way) for way in ways]
    arrays.update(min(tries, key=lambda tried: _packed_bytes(tried, group)) if len(tries) > 1 else tries[0])


def _ordered(arrays: Arrays, group: VertexGroup, way: Callable[[Indices, int], Indices]) -> Arrays:
    lists = {
        index: way(arrays[index].ravel().astype(np.uint32), group.vertex_count) for index in group.indices
    }
    remap, used = order_of_use(np.concatenate([*lists.values()]), group.vertex_count)
    ordered: Arrays = {index: remap[indices].reshape(-1, 1) for index, indices in lists.items()}
    kept = remap < used
    for index in group.attributes.values():
        moved = np.empty((used, arrays[index].shape[1]), arrays[index].dtype)
        moved[remap[kept]] = arrays[index][kept]
        ordered[index] = moved
    return ordered


def _packed_bytes(arrays: Arrays, group: VertexGroup) -> int:
    """About what the group will weigh; exact enough to compare two orders of the same numbers."""
    triangles = sum(len(meshopt.encode_triangles(arrays[index].ravel())) for index in group.indices)
    vertices = sum(len(meshopt.encode_vertices(_rows(arrays[index]))) for index in group.attributes.values())
    return triangles + vertices


def _rows(array: Array) -> Array:
    if array.dtype.kind == "f":
        largest = float(np.abs(array).max(initial=0)) or 1.0
        array = np.rint(array * (_GRID / largest)).astype(np.int32)
    raw = np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)
    return np.pad(raw, ((0, 0), (0, -raw.shape[1] % 4)))
