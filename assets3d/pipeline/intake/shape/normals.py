"""Welding of loose triangles, and normals for models that have none."""

from collections.abc import Iterator
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
_SLICE = 1_000_000


def weld(*columns: Floats) -> tuple[Indices, Indices]:
    """(first, number): the first of all rows that are equal in every column, and which of them each row equals.

    columns: (count, n) arrays of 32-bit numbers.
    """
    views = [np.ascontiguousarray(column).view(np.uint32) for column in columns]
    rows = views[0] if len(views) == 1 else np.concatenate(views, axis=1)
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


def with_creases(positions: Floats, triangles: Indices) -> tuple[Indices, Indices, Floats]:
    """(vertex, triangles, normals): each new vertex' old one, the triangles between new ones, and unit normals.

    A corner's normal is the mean, by area, of the faces around its point that are within the crease angle of
    its own face. Triangles without area get the normal of their surroundings.
    """
    surface = _Surface(positions, triangles)
    corners = triangles.ravel()
    smooth = np.flatnonzero(~surface.creased).astype(np.uint32)
    numbers = np.zeros(len(positions), np.uint32)
    numbers[smooth] = np.arange(len(smooth), dtype=np.uint32)
    renumbered: Indices = numbers[corners]
    vertices, normals, count = [smooth], [surface.mean[smooth]], len(smooth)
    for wanted in surface.creased_corners():
        found = surface.normals_at(wanted)
        first, number = weld(as_column(corners[wanted]), rounded(found))
        renumbered[wanted] = number + np.uint32(count)
        vertices.append(corners[wanted][first])
        normals.append(found[first])
        count += len(first)
    return np.concatenate(vertices), renumbered.reshape(-1, 3), np.concatenate(normals)


class _Surface:
    """Triangles with the directions of their faces, worked on in slices: there may be ten million.

    area: (triangles, 3), normals as long as their area. mean: (points, 3). creased: points with a sharp edge.
    """

    def __init__(self, positions: Floats, triangles: Indices) -> None:
        self._triangles = triangles
        self.area = np.empty((len(triangles), 3), np.float32)
        total = np.zeros((len(positions), 3), np.float64)
        for part in self._slices():
            chosen = triangles[part]
            origin = positions[chosen[:, 0]]
            self.area[part] = np.cross(positions[chosen[:, 1]] - origin, positions[chosen[:, 2]] - origin)
            for axis in range(3):
                weights = np.repeat(self.area[part, axis], 3)
                total[:, axis] += np.bincount(chosen.ravel(), weights, len(positions))
        self.mean = unit(total.astype(np.float32))
        del total
        self.creased = np.zeros(len(positions), bool)
        limit = np.float32(np.cos(np.radians(CREASE_DEGREES / 2)))
        for part in self._slices():
            chosen, face = triangles[part], unit(self.area[part])
            is_sharp = np.einsum("fcd,fd->fc", self.mean[chosen], face) < limit
            is_sharp[~self.area[part].any(axis=1)] = False
            self.creased[chosen[is_sharp]] = True

    def _slices(self) -> Iterator[slice]:
        for start in range(0, len(self._triangles), _SLICE):
            yield slice(start, start + _SLICE)

    def creased_corners(self) -> Iterator[Indices]:
        """Corners at creased points, those of one point always together and in order."""
        corners = self._triangles.ravel()
        wanted = np.flatnonzero(self.creased[corners]).astype(np.uint32)
        wanted = wanted[np.argsort(corners[wanted], kind="stable")]
        start = 0
        while start < len(wanted):
            end = min(start + _SLICE, len(wanted))
            # To the end of the point that the slice would part.
            last = corners[wanted[end - 1]]
            end = start + int(np.searchsorted(corners[wanted[start:]], last, side="right"))
            yield wanted[start:end]
            start = end

    def normals_at(self, wanted: Indices) -> Floats:
        """Normals of sorted corners, each from the faces around its point that resemble its own."""
        points = self._triangles.ravel()[wanted]
        starts = np.flatnonzero(np.r_[True, points[1:] != points[:-1]])
        sizes = np.diff(np.r_[starts, len(points)])
        area = self.area[wanted // 3]
        face = unit(area)
        normals = face.copy()
        limit = np.float32(np.cos(np.radians(CREASE_DEGREES)))
        for size in np.unique(sizes[sizes <= _MOST_FACES]):
            chosen = starts[sizes == size]
            step = max(1, _PAIRS // int(size * size))
            for begin in range(0, len(chosen), step):
                rows = chosen[begin : begin + step, None] + np.arange(size)
                near = np.einsum("gid,gjd->gij", face[rows], face[rows]) >= limit
                normals[rows] = unit(np.einsum("gij,gjd->gid", near.astype(np.float32), area[rows]))
        return normals


def as_column(numbers: NDArray[np.integer[Any]]) -> Floats:
    """Whole numbers below 2**32 as a column for `weld`, which compares bits only."""
    return numbers.astype(np.uint32).reshape(-1, 1).view(np.float32)


def rounded(normals: Floats) -> Floats:
    """Normals as `weld` should see them: the last digits of equal ones differ."""
    return np.round(normals, 4) + np.float32(0)


def unit(vectors: Floats) -> Floats:
    """Vectors of length one; up where there is no direction."""
    vectors = np.where(np.isfinite(vectors), vectors, 0).astype(np.float32)
    largest = np.abs(vectors).max(axis=-1, keepdims=True, initial=0)
    # Scaled first: squares of tiny triangles vanish in 32 bits.
    scaled = vectors / np.maximum(largest, np.float32(1e-37))
    lengths = np.linalg.norm(scaled, axis=-1, keepdims=True)
    up = np.array([0, 1, 0], np.float32)
    return np.where(lengths > 1e-6, scaled / np.maximum(lengths, 1e-6), up).astype(np.float32)
