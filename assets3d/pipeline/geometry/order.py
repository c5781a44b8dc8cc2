"""Order triangles and vertices so that they read and pack well. What is drawn does not change."""

from collections.abc import Iterator

import numpy as np

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.surface import (
    Floats,
    Indices,
    for_cache,
    in_strips,
    order_of_use,
    side_by_side,
)
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.accessors import Array, Arrays

# Above this many indices more tries cost more time than the few per cent they may save.
_TRIES_ALL = 500_000
_GRID = 2.0**14


def order(arrays: Arrays, group: VertexGroup) -> None:
    """Replace the group's arrays: triangles in order of neighbours, vertices in order of use, unused ones dropped.

    Every attribute and morph target of the group moves by the same map, so they keep belonging together.
    Triangles go in strips, which index streams pack best. How strips come to lie depends on the order before;
    several are tried, and the one that packs smallest is taken.
    """
    tries = [
        _ordered(arrays, group, [in_strips(indices, group.vertex_count) for indices in lists])
        for lists in _first_orders(arrays, group)
    ]
    sizes = [_packed_bytes(tried, group) for tried in tries] if len(tries) > 1 else [0]
    arrays.update(tries[sizes.index(min(sizes))])


def _first_orders(arrays: Arrays, group: VertexGroup) -> Iterator[list[Indices]]:
    lists = [arrays[index].ravel().astype(np.uint32) for index in group.indices]
    places = _places(arrays, group)
    near = [side_by_side(indices, places) for indices in lists]
    yield near
    if sum(indices.size for indices in lists) > _TRIES_ALL:
        return
    yield lists
    yield [_reversed(indices) for indices in near]
    yield [_reversed(indices) for indices in lists]
    yield [for_cache(indices, group.vertex_count) for indices in lists]
    for turn in (1, 2):
        yield [side_by_side(indices, np.roll(places, turn, axis=1)) for indices in lists]


def _places(arrays: Arrays, group: VertexGroup) -> Floats:
    index = group.attributes.get("POSITION")
    if index is None:
        return np.zeros((group.vertex_count, 3), np.float32)
    return arrays[index].astype(np.float32)


def _reversed(indices: Indices) -> Indices:
    return indices.reshape(-1, 3)[::-1].ravel()


def _ordered(arrays: Arrays, group: VertexGroup, lists: list[Indices]) -> Arrays:
    remap, used = order_of_use(np.concatenate(lists), group.vertex_count)
    ordered: Arrays = {
        index: remap[indices].reshape(-1, 1) for index, indices in zip(group.indices, lists, strict=True)
    }
    kept = remap < used
    for index in group.attributes.values():
        moved = np.empty((used, arrays[index].shape[1]), arrays[index].dtype)
        moved[remap[kept]] = arrays[index][kept]
        ordered[index] = moved
    return ordered


def _packed_bytes(arrays: Arrays, group: VertexGroup) -> int:
    """About what the group will weigh; exact enough to compare two orders of the same numbers."""
    triangles = sum(len(meshopt.encode_triangles(arrays[index].ravel())) for index in group.indices)
    vertices = sum(
        len(meshopt.encode_vertices(_rows(arrays[index]), "khr")) for index in group.attributes.values()
    )
    return triangles + vertices


def _rows(array: Array) -> Array:
    if array.dtype.kind == "f":
        largest = float(np.abs(array).max(initial=0)) or 1.0
        array = np.rint(array * (_GRID / largest)).astype(np.int32)
    raw = np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)
    return np.pad(raw, ((0, 0), (0, -raw.shape[1] % 4)))
