"""Curves as point lists (n, dimensions): rounding, smoothing, even spacing, outlines."""

from collections.abc import Sequence

import numpy as np

from deploy.local.demo.shapes.mesh import Array, normalised


def rounded(points: Sequence[Sequence[float]], radius: float | Sequence[float], *, steps: int = 6) -> Array:
    """A polyline whose inner corners are filleted; `radius` is one for all or one per point (ends ignored).

    A radius too large for its neighbours is cut down to what fits.
    """
    corners = np.asarray(points, dtype=np.float64)
    radii = np.full(len(corners), radius) if isinstance(radius, int | float) else np.asarray(radius)
    pieces = [corners[:1]]
    for before, corner, after, size in zip(
        corners[:-2], corners[1:-1], corners[2:], radii[1:-1], strict=True
    ):
        pieces.append(_fillet(before, corner, after, float(size), steps))
    pieces.append(corners[-1:])
    return np.concatenate(pieces)


def rounded_loop(points: Sequence[Sequence[float]], radius: float, *, steps: int = 6) -> Array:
    """A closed polygon with filleted corners; the last point does not repeat the first."""
    corners = np.asarray(points, dtype=np.float64)
    before, after = np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)
    return np.concatenate(
        [_fillet(a, b, c, radius, steps) for a, b, c in zip(before, corners, after, strict=True)]
    )


def _fillet(before: Array, corner: Array, after: Array, radius: float, steps: int) -> Array:
    """A corner rounded by a quadratic curve that leaves and meets the sides smoothly."""
    room = 0.49 * min(float(np.linalg.norm(before - corner)), float(np.linalg.norm(after - corner)))
    inward, outward = normalised(before - corner), normalised(after - corner)
    opening = np.arccos(np.clip(float(np.dot(inward, outward)), -1.0, 1.0))
    reach = min(radius / max(float(np.tan(opening / 2)), 1e-6), room)
    if reach < 1e-9 or opening > np.pi - 1e-3:
        return corner[None]
    t = np.linspace(0.0, 1.0, steps + 1)[:, None]
    # Weight sqrt(1/2) turns the conic into a true arc at right angles and stays round elsewhere.
    weight = float(np.sin(opening / 2))
    start, end = corner + inward * reach, corner + outward * reach
    top = (1 - t) ** 2 * start + 2 * weight * t * (1 - t) * corner + t**2 * end
    return np.asarray(top / ((1 - t) ** 2 + 2 * weight * t * (1 - t) + t**2))


def smooth(points: Sequence[Sequence[float]], count: int, *, closed: bool = False) -> Array:
    """A Catmull-Rom curve through the points, sampled evenly `count` times."""
    anchors = np.asarray(points, dtype=np.float64)
    if closed:
        padded = np.concatenate([anchors[-1:], anchors, anchors[:2]])
    else:
        padded = np.concatenate([2 * anchors[:1] - anchors[1:2], anchors, 2 * anchors[-1:] - anchors[-2:-1]])
    t = np.linspace(0.0, 1.0, 24, endpoint=False)[:, None]
    pieces = [
        _catmull_rom(padded[index], padded[index + 1], padded[index + 2], padded[index + 3], t)
        for index in range(len(padded) - 3)
    ]
    pieces.append(padded[-2:-1])
    dense = evenly(np.concatenate(pieces), count + 1 if closed else count)
    return dense[:-1] if closed else dense


def _catmull_rom(before: Array, start: Array, end: Array, after: Array, t: Array) -> Array:
    """Points between `start` and `end` with chord-length tangents, so that uneven anchors do not overshoot."""
    gaps = [max(float(np.linalg.norm(b - a)), 1e-9) for a, b in ((before, start), (start, end), (end, after))]
    leave = (
        (start - before) / gaps[0] - (end - before) / (gaps[0] + gaps[1]) + (end - start) / gaps[1]
    ) * gaps[1]
    arrive = (
        (end - start) / gaps[1] - (after - start) / (gaps[1] + gaps[2]) + (after - end) / gaps[2]
    ) * gaps[1]
    return np.asarray(
        (2 * t**3 - 3 * t**2 + 1) * start
        + (t**3 - 2 * t**2 + t) * leave
        + (-2 * t**3 + 3 * t**2) * end
        + (t**3 - t**2) * arrive
    )


def evenly(points: Array, count: int) -> Array:
    """The same curve with `count` points at equal distances."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0.0, along[-1], count)
    return np.stack([np.interp(wanted, along, points[:, axis]) for axis in range(points.shape[1])], axis=1)


def superellipse(width: float, depth: float, *, power: float = 2.0, count: int = 96) -> Array:
    """A closed outline (count, 2): 2 is an ellipse, 4 a squircle; counter-clockwise in its own plane."""
    angle = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    x, y = np.cos(angle), np.sin(angle)
    outline = np.stack(
        [
            np.sign(x) * np.abs(x) ** (2 / power) * width / 2,
            np.sign(y) * np.abs(y) ** (2 / power) * depth / 2,
        ],
        axis=1,
    )
    closed = np.concatenate([outline, outline[:1]])
    return evenly(closed, count + 1)[:-1]
