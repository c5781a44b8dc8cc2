"""Polygons with corners that point inwards: a fan of triangles would reach beyond their edges."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import numpy as np
from mapbox_earcut import triangulate_float64
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.preflight.bounds import Bounds

Whole = NDArray[np.int64]
# The sine of the angle from which a corner points inwards: below it is the noise of coordinates of 32 bits.
_INWARDS = 1e-4
# Corners that are looked at together.
_SLICE = 1_000_000
# What a polygon costs besides the square of its corners.
_EACH = 1_000


def cut_concave(
    triangles: NDArray[np.integer[Any]],
    lengths: Whole,
    items: NDArray[np.integer[Any]],
    points: NDArray[np.floating[Any]],
    bounds: Bounds,
) -> None:
    """Put other triangles in place of the fans of polygons that are not convex: as many, and the same way round.

    triangles: what `fans` makes of `lengths`, changed in place. items: which of `points`, (count, 3), each corner
    is, known to be in range. A polygon that crosses itself may keep its fan. Raises BadModel where the polygons are
    so many and large that cutting them would take too long.
    """
    if len(lengths) == 0 or int(lengths.max()) < 4:
        return
    starts = np.cumsum(lengths) - lengths
    counts = np.maximum(lengths - 2, 0)
    rows = np.cumsum(counts) - counts
    for part in _slices(np.flatnonzero(lengths == 4), lengths):
        turned = part[_is_cut_wrongly(starts[part], items, points)]
        for half, corners in enumerate(([3, 0, 1], [3, 1, 2])):
            triangles[rows[turned] + half] = starts[turned, None] + corners
    effort = 0
    for part in _slices(np.flatnonzero(lengths > 4), lengths):
        polygons = _Polygons(lengths[part], starts[part], items, points)
        for number in polygons.concave():
            size, start, row = (int(each[part[number]]) for each in (lengths, starts, rows))
            effort += size * size + _EACH
            if effort > bounds.cutting_effort:
                raise BadModel(_too_complex())
            found = _ears(polygons.flat(number))
            if found is not None:
                triangles[row : row + size - 2] = found + start


def _too_complex() -> Finding:
    message = "The model has too many large polygons with corners that point inwards."
    fix = "Triangulate the mesh in your 3D program and export it again."
    return refusal("polygons_too_complex", message, "", fix)


def _slices(chosen: Whole, lengths: Whole) -> Iterator[Whole]:
    """The chosen polygons, some at a time."""
    if len(chosen):
        ends = np.cumsum(lengths[chosen])
        pieces = np.split(chosen, np.searchsorted(ends, np.arange(_SLICE, ends[-1], _SLICE)))
        yield from (piece for piece in pieces if len(piece))


def _is_cut_wrongly(
    starts: Whole, items: NDArray[np.integer[Any]], points: NDArray[np.floating[Any]]
) -> NDArray[np.bool_]:
    """Which quadrilaterals lie twice where their first diagonal cuts them, and are whole along the other one."""
    with np.errstate(all="ignore"):
        wrong = _agreement(starts, (0, 1, 2, 3), items, points) < 0
        wrong[wrong] = _agreement(starts[wrong], (3, 0, 1, 2), items, points) > 0
    return wrong


def _agreement(
    starts: Whole,
    order: tuple[int, int, int, int],
    items: NDArray[np.integer[Any]],
    points: NDArray[np.floating[Any]],
) -> NDArray[np.floating[Any]]:
    """How far the two triangles of a fan from the first corner in `order` face the same way, below nought not at all."""
    origin, first, middle, last = (points[items[starts + corner]][:, :3] for corner in order)
    first, middle, last = first - origin, middle - origin, last - origin
    agreement: NDArray[np.floating[Any]] = (
        # The product of the two triangles' normals, by the rule of Binet and Cauchy.
        _dot(first, middle) * _dot(middle, last) - _dot(first, last) * _dot(middle, middle)
    )
    return agreement


def _dot(one: NDArray[np.floating[Any]], other: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    product: NDArray[np.floating[Any]] = np.einsum("ij,ij->i", one, other)
    return product


class _Polygons:
    """Polygons that are looked at together, each seen from its own first corner, so that no digits are lost."""

    def __init__(
        self,
        sizes: Whole,
        starts: Whole,
        items: NDArray[np.integer[Any]],
        points: NDArray[np.floating[Any]],
    ) -> None:
        self._sizes, self._first = sizes, np.cumsum(sizes) - sizes
        first, of = self._first, np.repeat(np.arange(len(sizes)), sizes)
        place = np.arange(len(of))
        following, before = place + 1, place - 1
        following[first + sizes - 1], before[first] = first, first + sizes - 1
        corners = points[items[starts[of] + place - first[of]]][:, :3].astype(np.float64)
        with np.errstate(all="ignore"):
            corners -= corners[first][of]
            self._normals = np.add.reduceat(np.cross(corners, corners[following]), first)
            arriving, leaving = corners - corners[before], corners[following] - corners
            turns = np.einsum("ij,ij->i", np.cross(arriving, leaving), self._normals[of])
            measure = np.linalg.norm(arriving, axis=1) * np.linalg.norm(leaving, axis=1)
            self._is_inward = turns < -_INWARDS * measure * np.linalg.norm(self._normals, axis=1)[of]
        self._corners = corners

    def concave(self) -> list[int]:
        """Which of the polygons are not convex."""
        found: list[int] = np.flatnonzero(np.logical_or.reduceat(self._is_inward, self._first)).tolist()
        return found

    def flat(self, number: int) -> NDArray[np.float64]:
        """The corners of a polygon, (count, 2), as seen along the axis that it faces most."""
        own = slice(self._first[number], self._first[number] + self._sizes[number])
        kept = np.arange(3) != np.argmax(np.abs(self._normals[number]))
        return np.ascontiguousarray(self._corners[own][:, kept])


def _ears(flat: NDArray[np.float64]) -> Whole | None:
    """As many triangles as a fan has, cut off ear by ear; None where that does not come out."""
    count = len(flat)
    if not np.isfinite(flat).all():
        return None
    cut = triangulate_float64(flat, np.array([count], np.uint32)).reshape(-1, 3).astype(np.int64)
    # In the order of the polygon's corners all triangles go round as it does.
    triangles = [tuple(row) for row in np.sort(cut, axis=1).tolist()]
    missing = sorted(set(range(count)) - {corner for triangle in triangles for corner in triangle})
    if not triangles or (missing and not _put_back(triangles, missing, count)):
        return None
    return np.array(triangles, np.int64) if len(triangles) == count - 2 else None


def _put_back(triangles: list[tuple[int, ...]], missing: list[int], count: int) -> bool:
    """Split triangles at corners on straight edges, which were left out and which neighbours share."""
    edges: dict[tuple[int, int], int] = {}
    for number, (a, b, c) in enumerate(triangles):
        edges |= {(a, b): number, (b, c): number, (c, a): number}
    kept = sorted(set(range(count)) - set(missing))
    for corner in missing:
        # Those before it are all there again, and the first one follows on the last.
        place = bisect_right(kept, corner)
        before = corner - 1 if corner else kept[-1]
        after = kept[place] if place < len(kept) else min(kept[0], missing[0])
        number = edges.pop((before, after), -1)
        if number < 0:
            return False
        third = next(each for each in triangles[number] if each not in (before, after))
        triangles[number] = (before, corner, third)
        triangles.append((corner, after, third))
        edges |= {(before, corner): number, (corner, after): len(triangles) - 1}
        edges |= {(after, third): len(triangles) - 1, (third, corner): len(triangles) - 1}
        edges[corner, third] = number
    return True
