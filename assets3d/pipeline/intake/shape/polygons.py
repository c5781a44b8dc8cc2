"""Polygons cut into triangles."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.scene import Indices
from assets3d.pipeline.intake.shape.concave import cut_concave
from assets3d.pipeline.preflight.bounds import Bounds

# In any unit; squares of areas between such points still fit 32 bits.
_FARTHEST = 1e9
_REPAIR = "Repair the mesh in your 3D program and export it again."


def fans(lengths: NDArray[np.int64], bounds: Bounds) -> NDArray[Any]:
    """Positions in the list of all corners, (count, 3), of the fan of triangles of each polygon.

    lengths: how many corners each polygon has; those with less than three vanish. Raises BadModel for too many.
    """
    counts = np.maximum(lengths - 2, 0)
    total = int(counts.sum())
    if total > bounds.triangles:
        message = f"The model has {total:,} triangles; at most {bounds.triangles:,} are accepted."
        raise BadModel(refusal("geometry_too_large", message, "", "Reduce the number of triangles."))
    corners = np.empty((total, 3), np.int32 if int(lengths.sum()) < 2**31 else np.int64)
    corners[:, 0] = np.repeat(np.cumsum(lengths) - lengths, counts)
    # How far each triangle is into its own fan.
    corners[:, 1] = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    corners[:, 1] += corners[:, 0] + 1
    corners[:, 2] = corners[:, 1] + 1
    return corners


def cut(
    lengths: NDArray[np.int64],
    items: NDArray[np.integer[Any]],
    points: NDArray[np.floating[Any]],
    bounds: Bounds,
) -> NDArray[Any]:
    """Positions in the list of all corners, (count, 3), of the triangles that each polygon is cut into.

    lengths: as for `fans`, which is what convex polygons become. items: which of `points`, (count, 3), each corner
    is. Raises BadModel for too many, and for points that do not exist.
    """
    check_range(items, len(points))
    triangles = fans(lengths, bounds)
    cut_concave(triangles, lengths, items, points, bounds)
    return triangles


def check_range(items: NDArray[np.integer[Any]], count: int) -> None:
    """Raise BadModel when a polygon uses a point that is not one of `count`."""
    if len(items) and (int(items.min()) < 0 or int(items.max()) >= count):
        message = "The file is damaged: polygons use points that do not exist."
        raise BadModel(refusal("index_out_of_range", message, "", _REPAIR))


def triangulate(
    lengths: NDArray[np.int64], items: NDArray[np.int64], points: NDArray[np.floating[Any]], bounds: Bounds
) -> Indices:
    """Triangles, (count, 3), of polygons whose corners are `items`, each one of `points`; raises BadModel."""
    triangles: Indices = items[cut(lengths, items, points, bounds)].astype(np.uint32)
    return triangles


def check_points(positions: NDArray[np.floating[Any]]) -> None:
    """Raise BadModel when points are not finite, or so far out that arithmetic with them overflows."""
    if not np.isfinite(positions).all():
        message = "The file is damaged: it holds coordinates that are not numbers."
        raise BadModel(refusal("values_not_finite", message, "", _REPAIR))
    if len(positions) and float(np.abs(positions).max()) > _FARTHEST:
        message = "The file is damaged: it holds points that are farther out than any model reaches."
        raise BadModel(refusal("values_too_large", message, "", _REPAIR))
