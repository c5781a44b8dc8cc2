"""The six chess pieces, each standing on y = 0 at the origin; knights and bishops look along -z."""

import functools

import numpy as np

from deploy.local.demo.shapes.bar import bar
from deploy.local.demo.shapes.curves import rounded, rounded_loop, smooth
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Array, Mesh, around, joined
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.slab import slab

_SEGMENTS = 62
Points = list[tuple[float, float]]


def _base(radius: float) -> Points:
    """The stepped foot that all pieces share, in proportion."""
    return [
        (0, 0), (radius * 0.97, 0), (radius, 0.0016), (radius, 0.0050), (radius * 0.93, 0.0068), (radius * 0.86, 0.0082),
        (radius * 0.82, 0.0100), (radius * 0.66, 0.0128),
    ]  # fmt: skip


def _turned(radius: float, above: Points, count: int = 84) -> Mesh:
    """A piece turned from its foot radius and the profile above the foot."""
    foot = rounded(_base(radius), 0.0011, steps=4)
    body = smooth([foot[-1].tolist(), *above], count)
    return lathe(np.concatenate([foot, body[1:]]), segments=_SEGMENTS)


@functools.cache
def pawn() -> Mesh:
    """A ball over a collar."""
    ball = [(0.0086 * np.sin(a), 0.0400 - 0.0086 * np.cos(a)) for a in np.linspace(0.62, np.pi, 12)]
    return _turned(
        0.0145,
        [
            (0.0062, 0.020),
            (0.0050, 0.0275),
            (0.0056, 0.0298),
            (0.0096, 0.0312),
            (0.0094, 0.0322),
            (0.0050, 0.0331),
            *ball,
        ],
        90,
    )


@functools.cache
def rook() -> Mesh:
    """A tower with four merlons."""
    tower = _turned(
        0.0165,
        [
            (0.0108, 0.0190),
            (0.0092, 0.0300),
            (0.0094, 0.0370),
            (0.0125, 0.0400),
            (0.0134, 0.0420),
            (0.0134, 0.0480),
            (0.0131, 0.0487),
            (0.0100, 0.0488),
            (0.0096, 0.0470),
            (0, 0.0468),
        ],
    )
    angle = np.linspace(-0.56, 0.56, 16)
    path = np.stack([0.01165 * np.cos(angle), np.full(16, 0.0512), -0.01165 * np.sin(angle)], axis=1)
    section = rounded_loop(
        [(-0.0042, -0.0017), (0.0042, -0.0017), (0.0042, 0.0017), (-0.0042, 0.0017)], 0.0006, steps=3
    )
    return joined([tower, around(bar(path, section, edge=0.0006), 4, first_degrees=45)])


@functools.cache
def knight() -> Mesh:
    """A horse's head cut from a plank and shaped, on a turned foot."""
    foot = _turned(
        0.0165, [(0.0118, 0.0140), (0.0128, 0.0156), (0.0124, 0.0170), (0.0060, 0.0176), (0, 0.0176)], 40
    )
    outline = smooth(
        [
            (12.0, 14.0), (12.0, 20.0), (9.2, 28.0), (7.6, 33.0), (11.0, 35.2), (16.0, 34.0), (20.0, 34.6), (22.4, 38.0),
            (21.2, 42.4), (16.5, 48.0), (11.6, 54.5), (9.2, 60.0), (6.4, 65.0), (4.4, 60.6), (-1.0, 58.6), (-8.5, 54.0),
            (-13.2, 46.0), (-15.0, 36.0), (-14.0, 25.0), (-12.6, 18.0), (-12.0, 14.0), (0.0, 12.5),
        ],
        150,
        closed=True,
    ) / 1000  # fmt: skip
    height = np.clip(outline[:, 1], 0.018, 0.050)
    spine = np.stack([-0.001 - 0.003 * (height - 0.018) / 0.032, height], axis=1)
    plank = slab(outline, 0.0205, edge=0.0046, spine=spine).turned("x", 90).moved(0, 0, -0.01025)
    eye = lathe(rounded([(0.0012, -0.001), (0.0012, 0.0003), (0, 0.0006)], 0.0004), segments=16).turned(
        "x", 90
    )
    eyes = [eye.moved(0.0098, 0.0485, 0.0070), eye.turned("y", 180).moved(0.0098, 0.0485, -0.0070)]
    return joined([foot, joined([plank.deformed(_tapered), *eyes]).turned("y", 90)])


def _tapered(positions: Array) -> Array:
    """Thinner towards the ears and the muzzle."""
    x, y, z = positions.T
    narrow = 1 - 0.36 * np.clip((y - 0.020) / 0.046, 0, 1) - 0.18 * np.clip((x - 0.006) / 0.016, 0, 1)
    return np.stack([x, y, z * narrow], axis=1)


@functools.cache
def bishop() -> Mesh:
    """A mitre with a small ball."""
    return _turned(
        0.0165,
        [
            (0.0080, 0.0220),
            (0.0058, 0.0360),
            (0.0062, 0.0400),
            (0.0112, 0.0420),
            (0.0110, 0.0434),
            (0.0062, 0.0446),
            (0.0068, 0.0470),
            (0.0092, 0.0530),
            (0.0086, 0.0585),
            (0.0050, 0.0650),
            (0.0026, 0.0678),
            (0.0036, 0.0700),
            (0.0034, 0.0724),
            (0, 0.0738),
        ],
        110,
    )


@functools.cache
def queen() -> Mesh:
    """A flared coronet with nine points around a ball."""
    piece = _turned(
        0.0180,
        [
            (0.0086, 0.0250),
            (0.0062, 0.0430),
            (0.0064, 0.0500),
            (0.0124, 0.0522),
            (0.0122, 0.0538),
            (0.0070, 0.0552),
            (0.0074, 0.0600),
            (0.0098, 0.0690),
            (0.0122, 0.0745),
            (0.0116, 0.0756),
            (0.0090, 0.0740),
            (0.0048, 0.0752),
            (0.0040, 0.0772),
            (0.0043, 0.0800),
            (0.0030, 0.0826),
            (0, 0.0834),
        ],
        130,
    )

    def scalloped(positions: Array) -> Array:
        x, y, z = positions.T
        weight = np.clip((y - 0.0690) / 0.0055, 0, 1) * np.clip((np.hypot(x, z) - 0.0070) / 0.0040, 0, 1)
        return np.stack([x, y + 0.0013 * weight * np.cos(9 * np.arctan2(z, x)), z], axis=1)

    return piece.deformed(scalloped)


@functools.cache
def king() -> Mesh:
    """A domed crown and a cross."""
    piece = _turned(
        0.0190,
        [
            (0.0092, 0.0260),
            (0.0066, 0.0480),
            (0.0068, 0.0560),
            (0.0132, 0.0584),
            (0.0130, 0.0602),
            (0.0074, 0.0618),
            (0.0080, 0.0680),
            (0.0116, 0.0790),
            (0.0114, 0.0806),
            (0.0080, 0.0834),
            (0.0036, 0.0848),
            (0.0022, 0.0858),
            (0, 0.0860),
        ],
        120,
    )
    cross = [
        rounded_box((0.0034, 0.0125, 0.0030), 0.0009, steps=3).moved(0, 0.0912, 0),
        rounded_box((0.0102, 0.0034, 0.0030), 0.0009, steps=3).moved(0, 0.0922, 0),
    ]
    return joined([piece, *cross])
