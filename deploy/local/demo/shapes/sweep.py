"""Shapes drawn along a curve."""

from collections.abc import Callable

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Mesh, joined, normalised
from deploy.local.demo.shapes.surface import ring


def circle_section(sides: int = 16) -> Array:
    """A unit circle (sides, 2) to sweep."""
    angle = np.linspace(0.0, 2 * np.pi, sides, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def sweep(path: Array, section: Array, scale: Array | float = 1.0, *, closed: bool = False) -> Mesh:
    """Draw a closed section (m, 2) along a path (n, 3).

    `scale` is one number, one per point, or one pair per point (n, 2). The frame does not twist; its first
    axis starts as near to upright as the path allows. Open ends are rounded off by `rounded_tube`, not here.
    """
    _, first, second = frames(path, closed=closed)
    factors = np.asarray(scale, dtype=np.float64)
    factors = np.broadcast_to(factors[..., None] if factors.ndim < 2 else factors, (len(path), 2))
    offsets = section[None, :, :] * factors[:, None, :]
    points = path[:, None] + offsets[..., :1] * first[:, None] + offsets[..., 1:] * second[:, None]
    if closed:
        points = np.concatenate([points, points[:1]])
    return ring(points)


def tube(path: Array, radius: Array | float, *, sides: int = 16, closed: bool = False) -> Mesh:
    """A round bar along a path with open or joined ends."""
    return sweep(path, circle_section(sides), radius, closed=closed)


def rounded_tube(path: Array, radius: Array | float, *, sides: int = 16, edge: float = 0.3) -> Mesh:
    """A round bar whose two ends are closed by a softly rounded face.

    `edge` is the rounding as a part of the radius at that end: 1 gives a half sphere.
    """
    radii = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(path),))
    turn = np.linspace(0.0, np.pi / 2, 6)
    tangents = frames(path)[0]
    head, head_radii = _end(path[0], -tangents[0], float(radii[0]), edge, turn)
    tail, tail_radii = _end(path[-1], tangents[-1], float(radii[-1]), edge, turn)
    inner = slice(1, -1)
    along = np.concatenate([head[::-1], path[inner], tail])
    sizes = np.concatenate([head_radii[::-1], radii[inner], tail_radii])
    return tube(along, sizes, sides=sides)


def _end(point: Array, outward: Array, radius: float, edge: float, turn: Array) -> tuple[Array, Array]:
    """Path points and radii that close a bar at `point`, from the wall to the middle of the end face."""
    size = edge * radius
    # The faces need a direction, so rings at one height are kept a hair apart.
    heights = np.concatenate([size * np.sin(turn) - size, np.array([1e-6, 2e-6])])
    radii = np.concatenate([radius - size + size * np.cos(turn), np.array([(radius - size) * 0.5, 1e-6])])
    return point + heights[:, None] * outward, radii


def frames(path: Array, *, closed: bool = False) -> tuple[Array, Array, Array]:
    """Tangent and two cross axes at every point, carried along by double reflection.

    Wang, Juettler, Zheng, Liu: "Computation of rotation minimizing frames" (ACM TOG 27, 2008).
    """
    if closed:
        tangents = normalised(np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0))
    else:
        tangents = normalised(np.gradient(path, axis=0))
    first = np.empty_like(path)
    upright = np.array([0.0, 1.0, 0.0]) if abs(tangents[0, 1]) < 0.9 else np.array([0.0, 0.0, 1.0])
    first[0] = normalised(upright - np.dot(upright, tangents[0]) * tangents[0])
    for index in range(len(path) - 1):
        first[index + 1] = _carried(path, tangents, first[index], index, index + 1)
    if closed:
        first = _untwisted(first, tangents, _carried(path, tangents, first[-1], len(path) - 1, 0))
    return tangents, first, np.cross(tangents, first)


def _carried(path: Array, tangents: Array, axis: Array, here: int, there: int) -> Array:
    """One step of the double reflection."""
    chord = path[there] - path[here]
    size = float(np.dot(chord, chord))
    if size < 1e-18:
        return axis
    axis_mirrored = axis - 2 / size * np.dot(chord, axis) * chord
    tangent_mirrored = tangents[here] - 2 / size * np.dot(chord, tangents[here]) * chord
    bend = tangents[there] - tangent_mirrored
    bend_size = float(np.dot(bend, bend))
    if bend_size < 1e-18:
        return np.asarray(axis_mirrored)
    return np.asarray(axis_mirrored - 2 / bend_size * np.dot(bend, axis_mirrored) * bend)


def _untwisted(first: Array, tangents: Array, arriving: Array) -> Array:
    """Spread the turn by which a closed path misses its own start evenly along it."""
    second = np.cross(tangents, first)
    miss = np.arctan2(np.dot(arriving, second[0]), np.dot(arriving, first[0]))
    angle = -miss * np.arange(len(first)) / len(first)
    return np.asarray(np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second)


def strung(beads: Mesh, path: Array, degrees: Array | None = None) -> Mesh:
    """A copy of a mesh at every point of a path, its z axis along the path and its y axis across."""
    tangents, first, second = frames(path)
    copies = []
    for index, point in enumerate(path):
        axes = np.stack([-second[index], first[index], tangents[index]], axis=0)
        turned = beads if degrees is None else beads.turned("z", float(degrees[index]))
        copies.append(
            Mesh(
                positions=turned.positions @ axes + point,
                normals=turned.normals @ axes,
                uvs=beads.uvs,
                triangles=beads.triangles,
                light=beads.light,
            )
        )
    return joined(copies)


def carried_along(path: Array) -> Callable[[Array], Array]:
    """A bend for `Mesh.deformed`: height becomes the way along a path, x and z lie across it."""
    tangents, first, second = frames(path)
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])

    def at(values: Array, heights: Array) -> Array:
        return np.stack([np.interp(heights, along, values[:, axis]) for axis in range(3)], axis=1)

    def bend(positions: Array) -> Array:
        height = positions[:, 1]
        beyond = height - np.clip(height, 0, along[-1])
        centre = at(path, height) + at(tangents, height) * beyond[:, None]
        return centre + at(second, height) * positions[:, :1] + at(first, height) * positions[:, 2:]

    return bend
