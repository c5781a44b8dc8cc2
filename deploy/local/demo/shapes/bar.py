"""Bars: a section carried along a path, with bevelled ends."""

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Mesh, joined, mesh_of, welded_normals
from deploy.local.demo.shapes.slab import outline_normals
from deploy.local.demo.shapes.surface import grid_triangles, without_slivers
from deploy.local.demo.shapes.sweep import frames

_BEVEL_STEPS = 5
_CAP_SHRINKS = (0.9, 0.6, 0.3, 0.0)


def bar(
    path: Array, section: Array, *, edge: float, scale: Array | None = None, turn: Array | None = None
) -> Mesh:
    """Carry a counter-clockwise section (m, 2), in metres, along a path (n, 3) and bevel both ends by `edge`.

    The section's first axis starts as near to upright as the path allows. `scale` is one pair per path point
    (n, 2); `turn` is one angle per path point, in radians about the path. v runs along the path.
    """
    tangents, first, second = frames(path)
    if turn is not None:
        cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
        first, second = first * cosine + second * sine, second * cosine - first * sine
    factors = np.ones((len(path), 2)) if scale is None else scale
    bevel = np.linspace(0, np.pi / 2, _BEVEL_STEPS + 1)
    insets, backs = edge * (1 - np.sin(bevel)), edge * (1 - np.cos(bevel))
    rows: list[Array] = []
    flats: list[Array] = []
    for share in _CAP_SHRINKS[::-1]:
        _row(rows, flats, path[0], (first[0], second[0]), _inset(section * factors[0], edge) * share)
    for inset, back in zip(insets, backs, strict=True):
        centre = path[0] + tangents[0] * back
        _row(rows, flats, centre, (first[0], second[0]), _inset(section * factors[0], inset))
    for index in _between(path, edge):
        _row(rows, flats, path[index], (first[index], second[index]), section * factors[index])
    for inset, back in zip(insets[::-1], backs[::-1], strict=True):
        centre = path[-1] - tangents[-1] * back
        _row(rows, flats, centre, (first[-1], second[-1]), _inset(section * factors[-1], inset))
    for share in _CAP_SHRINKS:
        _row(rows, flats, path[-1], (first[-1], second[-1]), _inset(section * factors[-1], edge) * share)
    return _capped(np.stack(rows), np.stack(flats))


def _row(
    rows: list[Array], flats: list[Array], centre: Array, axes: tuple[Array, Array], flat: Array
) -> None:
    rows.append(centre + flat[:, :1] * axes[0] + flat[:, 1:] * axes[1])
    flats.append(flat)


def _inset(section: Array, amount: float) -> Array:
    return section - outline_normals(section) * amount


def _between(path: Array, edge: float) -> list[int]:
    """The path points that lie clear of both bevels."""
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    return [int(i) for i in np.flatnonzero((along > edge * 1.05) & (along < along[-1] - edge * 1.05))]


def _capped(points: Array, flats: Array) -> Mesh:
    """One smooth surface in three pieces: two caps with the section as UVs, and the unrolled wall."""
    closed = np.concatenate([points, points[:, :1]], axis=1)
    flat = np.concatenate([flats, flats[:, :1]], axis=1)
    rows, columns = closed.shape[:2]
    normals = welded_normals(closed.reshape(-1, 3), grid_triangles(rows, columns)).reshape(closed.shape)
    around = np.linalg.norm(np.diff(closed, axis=1), axis=2).max(axis=0)
    along = np.linalg.norm(np.diff(closed, axis=0), axis=2).mean(axis=1)
    unrolled = np.stack(
        np.meshgrid(np.concatenate([[0.0], np.cumsum(around)]), np.concatenate([[0.0], np.cumsum(along)])),
        axis=-1,
    )
    cap = len(_CAP_SHRINKS)
    # The first cap looks back along the path: its u is turned to keep the texture the right way round.
    pieces = (
        (slice(0, cap), flat * np.array([-1.0, 1.0])),
        (slice(cap - 1, rows - cap + 1), unrolled),
        (slice(rows - cap, rows), flat),
    )
    meshes = (
        mesh_of(
            closed[piece].reshape(-1, 3),
            uvs[piece].reshape(-1, 2),
            grid_triangles(len(closed[piece]), columns),
            normals[piece].reshape(-1, 3),
        )
        for piece, uvs in pieces
    )
    return without_slivers(joined(meshes))
