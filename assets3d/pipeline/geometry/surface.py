"""What the meshoptimizer library does to surfaces: weld, order and simplify. Indices are flat uint32."""

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.library import library

Bytes = NDArray[np.uint8]
Indices = NDArray[np.uint32]
Floats = NDArray[np.float32]

ABSOLUTE_ERROR, PRUNE = 4, 8
_WIDEST_ROW = 256


def same_rows(rows: Bytes) -> tuple[Indices, int]:
    """A number for each of the (count, stride) rows, equal where rows are equal, and how many numbers there are.

    Numbers follow the first appearance of their rows.
    """
    rows = np.ascontiguousarray(rows)
    numbers, used = np.zeros(len(rows), np.uint32), 1
    step = _WIDEST_ROW - 4
    for start in range(0, rows.shape[1], step):
        part = np.concatenate([rows[:, start : start + step], numbers.view(np.uint8).reshape(-1, 4)], axis=1)
        following = np.empty(len(rows), np.uint32)
        used = library().meshopt_generateVertexRemap(
            following.ctypes.data, None, len(rows), part.ctypes.data, len(rows), part.shape[1]
        )
        numbers = following
    return numbers, int(used)


def in_strips(indices: Indices, vertex_count: int) -> Indices:
    """The same triangles in an order close to strips, which index streams pack best."""
    return _ordered("meshopt_optimizeVertexCacheStrip", indices, vertex_count)


def for_cache(indices: Indices, vertex_count: int) -> Indices:
    """The same triangles in an order that processes fewest vertices twice."""
    return _ordered("meshopt_optimizeVertexCache", indices, vertex_count)


def _ordered(name: str, indices: Indices, vertex_count: int) -> Indices:
    indices = np.ascontiguousarray(indices, np.uint32)
    ordered = np.empty_like(indices)
    getattr(library(), name)(ordered.ctypes.data, indices.ctypes.data, indices.size, vertex_count)
    return ordered


def side_by_side(indices: Indices, positions: Floats) -> Indices:
    """The same triangles along a curve that fills space, so that near ones come close in the list."""
    indices = np.ascontiguousarray(indices, np.uint32)
    positions = np.ascontiguousarray(positions, np.float32)
    ordered = np.empty_like(indices)
    library().meshopt_spatialSortTriangles(
        ordered.ctypes.data, indices.ctypes.data, indices.size, positions.ctypes.data, len(positions), 12
    )
    return ordered


def order_of_use(indices: Indices, vertex_count: int) -> tuple[Indices, int]:
    """Where each vertex goes to be read in order, and how many are used; unused ones go to 2**32 - 1."""
    indices = np.ascontiguousarray(indices, np.uint32)
    remap = np.empty(vertex_count, np.uint32)
    used = library().meshopt_optimizeVertexFetchRemap(
        remap.ctypes.data, indices.ctypes.data, indices.size, vertex_count
    )
    return remap, int(used)


def simplified(
    indices: Indices,
    positions: Floats,
    attributes: tuple[Floats, Floats],
    locked: Bytes,
    goal: tuple[int, float],
    flags: int = 0,
) -> tuple[Indices, float]:
    """Fewer triangles over the same vertices, and the error reached.

    positions (count, 3); attributes: (count, up to 32) and one weight per column; locked (count,) non-zero where
    a vertex must stay; goal: how many indices to aim at, and the largest error: a share of the mesh's size, or
    a length where flags hold ABSOLUTE_ERROR.
    """
    indices = np.ascontiguousarray(indices, np.uint32)
    positions = np.ascontiguousarray(positions, np.float32)
    values, weights = (np.ascontiguousarray(part, np.float32) for part in attributes)
    locked = np.ascontiguousarray(locked, np.uint8)
    reduced, reached = np.empty_like(indices), np.zeros(1, np.float32)
    size = library().meshopt_simplifyWithAttributes(
        reduced.ctypes.data, indices.ctypes.data, indices.size,
        positions.ctypes.data, len(positions), 12,
        values.ctypes.data, values.shape[1] * 4, weights.ctypes.data, weights.size, locked.ctypes.data,
        goal[0], goal[1], flags, reached.ctypes.data,
    )  # fmt: skip
    return reduced[:size].copy(), float(reached[0])


def made_anew(indices: Indices, positions: Floats, goal: int) -> Indices:
    """About `goal` indices of triangles that have the same outline, whatever held them together; may be empty."""
    indices = np.ascontiguousarray(indices, np.uint32)
    positions = np.ascontiguousarray(positions, np.float32)
    reduced = np.empty_like(indices)
    size = library().meshopt_simplifySloppy(
        reduced.ctypes.data, indices.ctypes.data, indices.size,
        positions.ctypes.data, len(positions), 12, goal, 1.0, None,
    )  # fmt: skip
    return reduced[:size].copy()
