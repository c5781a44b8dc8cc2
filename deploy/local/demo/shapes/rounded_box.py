"""Boxes without hard edges."""

from collections.abc import Sequence

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Mesh, joined, mesh_of, normalised
from deploy.local.demo.shapes.surface import grid_triangles

# The directions of u and v on each face; their cross product points outward.
_FACES = (
    ((0, 0, -1), (0, 1, 0)),
    ((0, 0, 1), (0, 1, 0)),
    ((1, 0, 0), (0, 0, -1)),
    ((1, 0, 0), (0, 0, 1)),
    ((1, 0, 0), (0, 1, 0)),
    ((-1, 0, 0), (0, 1, 0)),
)


def rounded_box(size: Sequence[float], radius: float, *, steps: int = 5, cells: int = 2) -> Mesh:
    """A box of `size` metres about the origin whose edges and corners are rounded by `radius`.

    Every face has `cells` x `cells` flat cells and `steps` rings of rounding.
    """
    half = np.asarray(size, dtype=np.float64) / 2
    core = half - min(radius, float(half.min()) * 0.999)
    faces = (
        _face(half, core, np.array(across, dtype=float), np.array(along, dtype=float), (steps, cells))
        for across, along in _FACES
    )
    return joined(faces)


def _face(half: Array, core: Array, across: Array, along: Array, detail: tuple[int, int]) -> Mesh:
    outward = np.cross(across, along)
    radius = float(half[0] - core[0])
    u = _nodes(float(np.abs(across) @ core), radius, *detail)
    v = _nodes(float(np.abs(along) @ core), radius, *detail)
    cube = outward * half + u[None, :, None] * across + v[:, None, None] * along
    inner = np.clip(cube, -core, core)
    normals = normalised(cube - inner)
    positions = (inner + radius * normals).reshape(-1, 3)
    uvs = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
    return mesh_of(positions, uvs, grid_triangles(len(v), len(u)), normals.reshape(-1, 3))


def _nodes(core: float, radius: float, steps: int, cells: int) -> Array:
    """Coordinates across a face: even over its flat part, at equal angles around its edges."""
    corner = core + radius * np.tan(np.linspace(0.0, np.pi / 4, steps + 1))
    flat = np.linspace(-core, core, cells + 1)
    return np.concatenate([-corner[::-1], flat[1:-1], corner])
