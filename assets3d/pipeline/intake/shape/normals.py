"""Welding of loose triangles, and normals for models that have none."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.library import library
from assets3d.pipeline.intake.scene import Floats, Indices

# Faces that meet at less than this angle belong to one smooth surface.
CREASE_DEGREES = 40.0
# Around a point with more faces than this every pair would be too many; such points keep their faces' normals.
_MOST_FACES = 48
_PAIRS = 2_000_000


def weld(*columns: Floats) -> tuple[Indices, Indices]:
    """(first, number): the first of all rows that are equal in every column, and which of them each row equals.

    columns: (count, n) arrays of 32-bit numbers.
    """
    rows = np.ascontiguousarray(np.concatenate([column.view(np.uint32) for column in columns], axis=1))
    number = np.empty(len(rows), np.uint32)
    count = int(
        library().meshopt_generateVertexRemap(
            number.ctypes.data, None, len(rows), rows.ctypes.data, len(rows), rows.shape[1] * 4
        )
    )
    first = np.empty(count, np.uint32)
    # Backwards, so that the first of equal rows is what stays.
    first[number[::-1]] = np.arange(len(rows) - 1, -1, -1, dtype=np.uint32)
    return first, number


def without_slivers(triangles: Indices) -> Indices:
    """Triangles with three different corners."""
    a, b, c = triangles.T
    proper: Indices = triangles[(a != b) & (b != c) & (c != a)]
    return proper


def corner_normals(positions: Floats, triangles: Indices) -> Floats:
    """A unit normal for each corner of each triangle, (3 * count, 3).

    It is the mean, by area, of the faces around the corner's point that are within the crease angle of its own
    face. Triangles without area get the normal of their surroundings.
    """
    corners = triangles.ravel()
    area = _areas(positions, triangles)
    sizes = np.linalg.norm(area, axis=1)
    face = unit(area)
    mean = _mean(corners, area, len(positions))
    limit = np.float32(np.cos(np.radians(CREASE_DEGREES / 2)))
    alike = np.einsum("fcd,fd->fc", mean[triangles], face) >= limit
    alike[sizes == 0] = True
    creased = np.zeros(len(positions), bool)
    creased[triangles[~alike]] = True
    normals: Floats = mean[corners]
    wanted = np.flatnonzero(creased[corners]).astype(np.uint32)
    if len(wanted):
        normals[wanted] = _creased(corners, wanted, face, area)
    return normals


def with_creases(positions: Floats, triangles: Indices) -> tuple[Indices, Indices, Floats]:
    """(vertex, triangles, normals): each new vertex' old one, the triangles between new ones, and unit normals."""
    normals = corner_normals(positions, triangles)
    corners = triangles.ravel()
    first, number = weld(as_column(corners), rounded(normals))
    vertex: Indices = corners[first]
    return vertex, number.reshape(-1, 3), normals[first]


def as_column(numbers: NDArray[np.integer[Any]]) -> Floats:
    """Whole numbers below 2**32 as a column for `weld`, which compares bits only."""
    return numbers.astype(np.uint32).reshape(-1, 1).view(np.float32)


def rounded(normals: Floats) -> Floats:
    """Normals as `weld` should see them: the last digits of equal ones differ."""
    return np.round(normals, 4) + np.float32(0)


def _areas(positions: Floats, triangles: Indices) -> NDArray[np.float32]:
    origin = positions[triangles[:, 0]]
    return np.cross(positions[triangles[:, 1]] - origin, positions[triangles[:, 2]] - origin)


def _mean(corners: Indices, area: NDArray[np.float32], count: int) -> Floats:
    mean = np.empty((count, 3), np.float32)
    for axis in range(3):
        mean[:, axis] = np.bincount(corners, np.repeat(area[:, axis], 3), count)
    return unit(mean)


def _creased(corners: Indices, wanted: Indices, face: Floats, area: NDArray[np.float32]) -> Floats:
    """Normals of the corners `wanted`, each from the faces around its point that resemble its own."""
    order = np.argsort(corners[wanted], kind="stable")
    points = corners[wanted][order]
    starts = np.flatnonzero(np.r_[True, points[1:] != points[:-1]])
    sizes = np.diff(np.r_[starts, len(points)])
    faces = wanted[order] // 3
    normals = face[faces]
    limit = np.float32(np.cos(np.radians(CREASE_DEGREES)))
    for size in np.unique(sizes[sizes <= _MOST_FACES]):
        chosen = starts[sizes == size]
        step = max(1, _PAIRS // int(size * size))
        for begin in range(0, len(chosen), step):
            rows = chosen[begin : begin + step, None] + np.arange(size)
            directions = face[faces[rows]]
            near = np.einsum("gid,gjd->gij", directions, directions) >= limit
            normals[rows] = unit(np.einsum("gij,gjd->gid", near.astype(np.float32), area[faces[rows]]))
    result = np.empty_like(normals)
    result[order] = normals
    return result


def unit(vectors: Floats) -> Floats:
    """Vectors of length one; up where there is no direction."""
    vectors = np.where(np.isfinite(vectors), vectors, 0).astype(np.float32)
    largest = np.abs(vectors).max(axis=-1, keepdims=True, initial=0)
    # Scaled first: squares of tiny triangles vanish in 32 bits.
    scaled = vectors / np.maximum(largest, np.float32(1e-37))
    lengths = np.linalg.norm(scaled, axis=-1, keepdims=True)
    up = np.array([0, 1, 0], np.float32)
    return np.where(lengths > 1e-6, scaled / np.maximum(lengths, 1e-6), up).astype(np.float32)
