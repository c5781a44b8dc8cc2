"""Surfaces from a grid of points: (rows, columns, 3), facing along d/dcolumn x d/drow."""

import itertools

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Indices, Mesh, joined, mesh_of, welded_normals


def grid_triangles(rows: int, columns: int) -> Indices:
    """Two triangles for each cell of a grid of vertices."""
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)[None, :]).ravel()
    lower = np.stack([first, first + 1, first + columns + 1], axis=1)
    upper = np.stack([first, first + columns + 1, first + columns], axis=1)
    return np.concatenate([lower, upper])


def sheet(points: Array) -> Mesh:
    """An open surface; u follows the columns and v the rows, by mean arc length."""
    rows, columns = points.shape[:2]
    uvs = np.stack(np.meshgrid(_lengths(points, 1), _lengths(points, 0)), axis=-1)
    return without_slivers(mesh_of(points.reshape(-1, 3), uvs.reshape(-1, 2), grid_triangles(rows, columns)))


def ring(points: Array, *, tile: float | None = None) -> Mesh:
    """A surface whose columns close on themselves; with `tile` metres the texture meets itself at the seam."""
    closed = np.concatenate([points, points[:, :1]], axis=1)
    rows, columns = closed.shape[:2]
    uvs = _ring_uvs(closed, tile)
    return without_slivers(mesh_of(closed.reshape(-1, 3), uvs.reshape(-1, 2), grid_triangles(rows, columns)))


def banded(points: Array, *, tile: float | None = None) -> Mesh:
    """A closed-column surface whose level bands take their UVs from above and whose walls are unrolled.

    What lathes and slabs need: a top that looks cut from one board, and a side that wraps around it.
    """
    closed = np.concatenate([points, points[:, :1]], axis=1)
    rows, columns = closed.shape[:2]
    flat = closed.reshape(-1, 3)
    normals = welded_normals(flat, grid_triangles(rows, columns)).reshape(closed.shape)
    steps = np.diff(closed, axis=0)
    rise = np.abs(steps[..., 1]).mean(axis=1)
    run = np.hypot(steps[..., 0], steps[..., 2]).mean(axis=1)
    is_level = rise < 0.9 * run
    cuts = [0, *(np.flatnonzero(np.diff(is_level.astype(int))) + 1).tolist(), rows - 1]
    walls = _lengths(closed, 0)
    parts = []
    for low, high in itertools.pairwise(cuts):
        band = closed[low : high + 1]
        if is_level[low]:
            uvs = band[..., [0, 2]] * np.array([1.0, 1.0 if normals[low, :, 1].mean() < 0 else -1.0])
        else:
            uvs = _ring_uvs(band, tile) + np.array([0.0, walls[low]])
        triangles = grid_triangles(high - low + 1, columns)
        band_normals = normals[low : high + 1].reshape(-1, 3)
        parts.append(mesh_of(band.reshape(-1, 3), uvs.reshape(-1, 2), triangles, band_normals))
    return without_slivers(joined(parts))


def _ring_uvs(closed: Array, tile: float | None) -> Array:
    """UVs of an unrolled band: one circumference for all rows, so that the texture does not shear."""
    around = np.linalg.norm(np.diff(closed, axis=1), axis=2)
    mean_around = around.mean(axis=0)
    across = np.concatenate([[0.0], np.cumsum(mean_around)])
    if tile is not None:
        across *= max(round(across[-1] / tile), 1) * tile / across[-1]
    return np.stack(np.meshgrid(across, _lengths(closed, 0)), axis=-1)


def _lengths(points: Array, axis: int) -> Array:
    """Arc length along one axis of the grid, averaged over the other."""
    steps = np.linalg.norm(np.diff(points, axis=axis), axis=2).mean(axis=1 - axis)
    return np.concatenate([[0.0], np.cumsum(steps)])


def without_slivers(mesh: Mesh) -> Mesh:
    """Drop the triangles that a pole squeezes to nothing."""
    corners = mesh.positions[mesh.triangles]
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    kept = mesh.triangles[areas > 1e-14]
    used, packed = np.unique(kept, return_inverse=True)
    return Mesh(
        positions=mesh.positions[used],
        normals=mesh.normals[used],
        uvs=mesh.uvs[used],
        triangles=packed.reshape(-1, 3).astype(np.int64),
        light=mesh.light[used],
    )
