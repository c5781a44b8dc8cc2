"""Plates cut from an outline, with rounded edges."""

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Mesh, normalised
from deploy.local.demo.shapes.surface import banded

_EDGE_STEPS = 6


def slab(
    outline: Array, thickness: float, *, edge: float, spine: Array | None = None, tile: float | None = None
) -> Mesh:
    """A plate standing on y = 0 from a counter-clockwise outline of (x, depth) points, depth being -z.

    Its edges are rounded by `edge` metres. The faces shrink towards the middle, or towards `spine`
    (one target per outline point) where the outline is long or bent.
    """
    target = np.broadcast_to(outline.mean(axis=0), outline.shape) if spine is None else spine
    turn = np.linspace(0.0, np.pi / 2, _EDGE_STEPS + 1)
    inset = edge * (1 - np.sin(turn))
    height = edge * (1 - np.cos(turn))
    outward = outline_normals(outline)
    lower_edge = [(outline - outward * i, h) for i, h in zip(inset, height, strict=True)]
    upper_edge = [
        (outline - outward * i, thickness - h) for i, h in zip(inset[::-1], height[::-1], strict=True)
    ]
    shrink = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.85, 0.95])
    inner = outline - outward * edge
    bottom = [(target + (inner - target) * share, 0.0) for share in shrink]
    top = [(target + (inner - target) * share, thickness) for share in shrink[::-1]]
    rows = bottom + lower_edge + upper_edge + top
    points = np.stack(
        [np.stack([flat[:, 0], np.full(len(flat), level), -flat[:, 1]], axis=1) for flat, level in rows]
    )
    return banded(points, tile=tile)


def outline_normals(outline: Array) -> Array:
    """Unit vectors (n, 2) pointing out of a counter-clockwise outline."""
    along = np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)
    return normalised(np.stack([along[:, 1], -along[:, 0]], axis=1))
