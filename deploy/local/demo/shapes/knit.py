"""Knitting with real yarn: rows of interlocking stocking stitches laid over a turned form."""

from dataclasses import dataclass

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Mesh, joined, mesh_of, normalised

_PLIES = 3


@dataclass(frozen=True)
class Knit:
    """How a form is knitted: stitches in a round, yarn radius in stitch widths, and how finely it is modelled."""

    stitches: int = 34
    yarn: float = 0.205
    row_height: float = 0.80
    steps: int = 40
    sides: int = 16


def knitted(profile: Array, knit: Knit, *, narrowest: float, tile: float) -> Mesh:
    """Yarn covering a turned `profile` (dense, from the lower middle to the upper) down to a `narrowest` radius.

    Stitches shrink with the circumference, as rounds that are decreased towards a pole do. v runs along the yarn.
    `tile` is the metres after which the yarn's material repeats.
    """
    return joined(_row(profile, knit, index, tile) for index in _row_places(profile, knit, narrowest))


def _row_places(profile: Array, knit: Knit, narrowest: float) -> list[float]:
    """Places along the profile, as fractional indices, one row of stitches apart."""
    step = np.linalg.norm(np.diff(profile, axis=0), axis=1)
    radius = (profile[1:, 0] + profile[:-1, 0]) / 2
    is_covered = radius > narrowest
    rows = np.cumsum(np.where(is_covered, step / (knit.row_height * _stitch_width(radius, knit)), 0))
    wanted = np.arange(0.5, rows[-1], 1.0)
    return [float(value) for value in np.interp(wanted, rows, np.arange(len(rows)) + 1.0)]


def _stitch_width(radius: Array, knit: Knit) -> Array:
    return 2 * np.pi * radius / knit.stitches


def _row(profile: Array, knit: Knit, place: float, tile: float) -> Mesh:
    """One closed round of yarn."""
    indices = np.arange(len(profile))
    radius = float(np.interp(place, indices, profile[:, 0]))
    width = float(_stitch_width(np.array([radius]), knit)[0])
    slope = np.gradient(profile, axis=0)
    up = normalised(np.array([np.interp(place, indices, slope[:, axis]) for axis in (0, 1)]))
    out = np.array([up[1], -up[0]])
    t = np.linspace(0, knit.stitches, knit.stitches * knit.steps, endpoint=False)
    # A loop leans outwards on its way up; its top and bottom pass behind the neighbouring rows.
    turn = 2 * np.pi * (t + 0.055 * np.sin(4 * np.pi * t)) / knit.stitches
    rise = -0.76 * knit.row_height * width * np.cos(2 * np.pi * t)
    lift = -0.17 * width * np.cos(4 * np.pi * t)
    height = float(np.interp(place, indices, profile[:, 1])) + up[1] * rise + out[1] * lift
    reach = radius + up[0] * rise + out[0] * lift
    path = np.stack([reach * np.cos(turn), height, -reach * np.sin(turn)], axis=1)
    outward = np.stack([out[0] * np.cos(turn), np.full_like(turn, out[1]), -out[0] * np.sin(turn)], axis=1)
    return _yarn(path, outward, knit, (width, tile), lift / width)


def _yarn(path: Array, outward: Array, knit: Knit, sizes: tuple[float, float], lift: Array) -> Mesh:
    """A closed, twisted yarn; it is shaded by how deep it lies between its neighbours."""
    width, tile = sizes
    radius = knit.yarn * width
    tangent = normalised(np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0))
    across = normalised(np.cross(tangent, outward))
    out = np.cross(across, tangent)
    angle = np.linspace(0, 2 * np.pi, knit.sides, endpoint=False)
    twist = 2 * np.pi * np.arange(len(path)) * 0.9 / knit.steps
    twist *= round(twist[-1] / 2 / np.pi * _PLIES) / (twist[-1] / 2 / np.pi * _PLIES)
    plies = radius * (0.90 + 0.13 * np.abs(np.cos((angle[None, :] - twist[:, None]) * _PLIES / 2)))
    offset_out, offset_across = plies * np.cos(angle), plies * np.sin(angle)
    points = path[:, None] + offset_out[..., None] * out[:, None] + offset_across[..., None] * across[:, None]
    normals = normalised(
        np.cross(
            np.roll(points, -1, axis=1) - np.roll(points, 1, axis=1),
            np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0),
        )
    )
    depth = lift[:, None] + offset_out / width
    light = np.clip(0.60 + 1.7 * depth, 0.16, 1.0)
    return _closed(points, normals, light, tile)


def _closed(points: Array, normals: Array, light: Array, tile: float) -> Mesh:
    """A mesh of a grid that closes both ways, with its first row and column repeated for the texture."""
    points, normals, light = (
        np.pad(v, [(0, 1), (0, 1)] + [(0, 0)] * (v.ndim - 2), "wrap") for v in (points, normals, light)
    )
    rows, columns = points.shape[:2]
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points[:, 0], axis=0), axis=1))])
    girth = np.linalg.norm(np.diff(points[0], axis=0), axis=1).sum()
    u = np.linspace(0, max(round(girth / tile), 1) * tile, columns)
    v = length * max(round(length[-1] / tile), 1) * tile / length[-1]
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)[None, :]).ravel()
    triangles = np.concatenate(
        [
            np.stack([first, first + 1, first + columns + 1], axis=1),
            np.stack([first, first + columns + 1, first + columns], axis=1),
        ]
    )
    uvs = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
    mesh = mesh_of(points.reshape(-1, 3), uvs, triangles, normals.reshape(-1, 3))
    return mesh.lit(light.ravel())
