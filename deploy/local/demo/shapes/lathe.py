"""Turned shapes."""

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Mesh
from deploy.local.demo.shapes.surface import banded


def lathe(profile: Array, *, segments: int = 72, tile: float | None = None) -> Mesh:
    """Turn a profile of (radius, height) points about the vertical axis.

    Running up the outside, over the rim and down the inside keeps every face outward.
    `tile`: metres after which the material repeats, so that it meets itself at the seam.
    """
    return banded(turned_grid(profile, segments), tile=tile)


def turned_grid(profile: Array, segments: int) -> Array:
    """The points of a turned profile: (profile points, segments, 3)."""
    angle = np.linspace(0.0, 2 * np.pi, segments, endpoint=False)
    radius, height = np.maximum(profile[:, 0], 0.0)[:, None], profile[:, 1][:, None]
    return np.stack(
        [radius * np.cos(angle), np.broadcast_to(height, (len(profile), segments)), -radius * np.sin(angle)],
        axis=2,
    )
