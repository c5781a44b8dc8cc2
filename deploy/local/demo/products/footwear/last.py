"""The shape of one right clog, heel at -z and toe at +z: every part is cut to the same last."""

import functools

import numpy as np

from deploy.local.demo.shapes.curves import evenly, rounded, smooth
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Array, Mesh, joined, normalised
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.slab import slab
from deploy.local.demo.shapes.surface import sheet
from deploy.local.demo.shapes.sweep import tube

_HEEL, _TOE = -0.132, 0.132
_BLANK = 0.030
_SKIRT = 0.0085
_STATIONS, _ARCH = 64, 72


@functools.cache
def _outline() -> Array:
    """The footbed from above as (x, -z), counter-clockwise; the right shoe's big toe is at -x."""
    along = [
        (0.000, -0.132), (0.020, -0.127), (0.0315, -0.108), (0.0325, -0.085), (0.0300, -0.045), (0.0335, -0.005),
        (0.0425, 0.035), (0.0455, 0.062), (0.0400, 0.094), (0.0250, 0.118), (0.0020, 0.131), (-0.0180, 0.1285),
        (-0.0365, 0.108), (-0.0430, 0.078), (-0.0425, 0.045), (-0.0345, 0.000), (-0.0280, -0.045), (-0.0310, -0.085),
        (-0.0300, -0.108), (-0.0200, -0.127),
    ]  # fmt: skip
    loop = smooth([(x, -z) for x, z in along], 160, closed=True)
    return loop[::-1]


@functools.cache
def _sides() -> tuple[Array, Array, Array]:
    """z stations with the footbed's left and right edge at each."""
    loop = _outline()
    x, z = loop[:, 0], -loop[:, 1]
    heel, toe = int(np.argmin(z)), int(np.argmax(z))
    forward = np.roll(np.arange(len(loop)), -heel)
    reach = int(np.flatnonzero(forward == toe)[0])
    one, other = forward[: reach + 1], np.concatenate([forward[reach:], forward[:1]])[::-1]
    stations = np.linspace(_HEEL + 1e-4, _TOE - 1e-4, 500)
    edges = [np.interp(stations, np.maximum.accumulate(z[side]), x[side]) for side in (one, other)]
    return stations, np.minimum(*edges), np.maximum(*edges)


def _footbed(z: Array) -> Array:
    """Height of the footbed: a raised heel, a hollow arch, a toe that lifts off the ground."""
    return np.interp(
        z,
        *_eased(
            [
                (-0.14, 0.0535),
                (-0.075, 0.0505),
                (-0.02, 0.0400),
                (0.05, 0.0290),
                (0.10, 0.0310),
                (0.14, 0.0400),
            ]
        ),
    )


def _underside(z: Array) -> Array:
    """Height of the sole's underside: flat heel, cut-away waist, rocker at the ball."""
    return np.interp(
        z,
        *_eased(
            [
                (-0.14, 0.004),
                (-0.062, 0.004),
                (-0.052, 0.0075),
                (-0.038, 0.0185),
                (-0.015, 0.0165),
                (0.025, 0.0050),
                (0.050, 0.004),
                (0.085, 0.0065),
                (0.14, 0.0190),
            ]
        ),
    )


def _eased(points: list[tuple[float, float]]) -> tuple[Array, Array]:
    curve = smooth(points, 200)
    return curve[:, 0], curve[:, 1]


def _carved(positions: Array) -> Array:
    """From a flat blank to the carved sole."""
    share = positions[:, 1] / _BLANK
    z = positions[:, 2]
    low, high = _underside(z), _footbed(z)
    inset = 1 - 0.05 * (1 - share)
    dish = 0.0022 * np.clip(1 - (positions[:, 0] / 0.030) ** 2, 0, 1) * share**8
    return np.stack([positions[:, 0] * inset, low + (high - low) * share - dish, z], axis=1)


def _spine() -> Array:
    loop = _outline()
    stations, left, right = _sides()
    z = np.clip(-loop[:, 1], _HEEL + 0.030, _TOE - 0.040)
    return np.stack([np.interp(z, stations, (left + right) / 2), -z], axis=1)


def sole() -> Mesh:
    """The carved wooden sole."""
    return slab(_outline(), _BLANK, edge=0.0042, spine=_spine()).deformed(_carved)


def tread() -> Mesh:
    """Rubber under heel and ball, on the ground at y = 0."""
    blank = slab(_outline() * np.array([0.955, 0.985]), 0.0046, edge=0.0012, spine=_spine())

    def pressed(positions: Array) -> Array:
        z = positions[:, 2]
        return np.stack([positions[:, 0] * 0.97, _underside(z) - 0.004 + positions[:, 1], z], axis=1)

    return blank.deformed(pressed)


def _upper_grid(lift: float) -> Array:
    """The leather's points (stations from the opening to the toe, across from right to left, 3).

    `lift` metres pushes the surface out along its normals.
    """
    across = np.linspace(0, np.pi, _ARCH)
    # The opening rises from far back at the sides to the instep.
    opening = -0.030 + 0.038 * np.sin(across) ** 1.6
    share = np.sin(np.linspace(0, np.pi / 2, _STATIONS))
    z = opening[None, :] + (0.1318 - opening[None, :]) * share[:, None]
    stations, left, right = _sides()
    low, high = np.interp(z, stations, left), np.interp(z, stations, right)
    half, centre = (high - low) / 2 + 0.0016, (high + low) / 2
    base = _footbed(z) - _SKIRT
    dome = _instep(z) + _SKIRT
    bulge = 1 + 0.055 * np.sin(across) ** 0.5 * np.abs(np.cos(across))
    x = (
        centre
        - 0.004 * np.sin(across)
        + half * bulge * np.sign(np.cos(across)) * np.abs(np.cos(across)) ** 0.80
    )
    y = base + dome * np.sin(across) ** 0.82
    points = np.stack([x, y, z], axis=2)
    if lift:
        points = points + lift * _outward(points)
    return points


def _instep(z: Array) -> Array:
    """Height of the leather above the footbed: high at the instep, a roomy box at the toes, closed at the tip."""
    crest = np.interp(
        z, *_eased([(-0.04, 0.068), (0.0, 0.0635), (0.04, 0.0530), (0.08, 0.0430), (0.14, 0.0385)])
    )
    tip = np.clip((z - 0.070) / (0.1318 - 0.070), 0, 1)
    return crest * np.sqrt(np.clip(1 - tip**2.6, 0, 1))


def _outward(points: Array) -> Array:
    down, over = np.gradient(points, axis=0), np.gradient(points, axis=1)
    return normalised(np.cross(over, down))


def upper() -> Mesh:
    """The outside of the leather."""
    return sheet(_upper_grid(0.0))


def lining() -> Mesh:
    """Its inside, two millimetres in."""
    return sheet(_upper_grid(-0.0022)[:-6]).flipped()


def _opening_edge() -> Array:
    return np.asarray((_upper_grid(0.0)[0] + _upper_grid(-0.0022)[0]) / 2)


def binding() -> Mesh:
    """The rolled edge around the opening."""
    return tube(evenly(_opening_edge(), 110), 0.0023, sides=12)


def _welt_path() -> Array:
    """Along the foot of the leather, from one side of the opening around the toe to the other."""
    grid = _upper_grid(0.0004)
    edge = np.concatenate([grid[:-1, 0], grid[:-1, -1][::-1]])
    return np.asarray(evenly(edge, 240) + np.array([0, 0.0028, 0]))


def welt() -> Mesh:
    """The leather strip that the tacks go through."""
    path = _welt_path()
    outward = _level_outward(path)
    upright = np.linspace(-1, 1, 9)
    rows = [path + outward * (0.0016 * (1 - u**4)) + np.array([0, 0.0042 * u, 0]) for u in upright]
    return sheet(np.stack(rows, axis=0)[:, ::-1] if _faces_inward(rows, outward) else np.stack(rows, axis=0))


def _faces_inward(rows: list[Array], outward: Array) -> bool:
    grid = np.stack(rows)
    over, down = grid[4, 121] - grid[4, 120], grid[5, 120] - grid[4, 120]
    return bool(np.dot(np.cross(over, down), outward[120]) < 0)


def _level_outward(path: Array) -> Array:
    along = np.gradient(path, axis=0)
    out = normalised(np.stack([along[:, 2], np.zeros(len(path)), -along[:, 0]], axis=1))
    centre = path.mean(axis=0)
    return out if float(np.sum(out * (path - centre))) > 0 else -out


def tacks() -> Mesh:
    """Domed brass tacks every thirteen millimetres."""
    head = lathe(rounded([(0.0024, 0), (0.0023, 0.0006), (0.0014, 0.0013), (0, 0.0015)], 0.0008), segments=16)
    path = _welt_path()
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    places = evenly(path, int(length / 0.013) + 1)[1:-1]
    outward = _level_outward(evenly(path, int(length / 0.013) + 1))[1:-1]
    return joined(
        _aimed(head, out).moved(*(place + out * 0.0014).tolist())
        for place, out in zip(places, outward, strict=True)
    )


def _aimed(mesh: Mesh, outward: Array) -> Mesh:
    """The mesh with its upward axis turned to a level direction."""
    heading = float(np.degrees(np.arctan2(outward[0], outward[2])))
    return mesh.turned("x", 90).turned("y", heading)


def stitches() -> Mesh:
    """A row of stitches five millimetres in from the opening."""
    grid = _upper_grid(0.0003)
    z = grid[..., 2]
    inset = 0.0062
    rows = np.argmax(z > z[0] + inset, axis=0)
    share = (z[0] + inset - z[rows - 1, np.arange(_ARCH)]) / (
        z[rows, np.arange(_ARCH)] - z[rows - 1, np.arange(_ARCH)]
    )
    line = grid[rows - 1, np.arange(_ARCH)] + share[:, None] * (
        grid[rows, np.arange(_ARCH)] - grid[rows - 1, np.arange(_ARCH)]
    )
    line = evenly(line[3:-3], 62)
    stitch = rounded_box((0.0009, 0.0008, 0.0026), 0.00038, steps=2, cells=1)
    along = normalised(np.gradient(line, axis=0))
    pieces = []
    for point, way in zip(line, along, strict=True):
        heading, climb = np.degrees(np.arctan2(way[0], way[2])), np.degrees(np.arcsin(way[1]))
        pieces.append(stitch.turned("x", -float(climb)).turned("y", float(heading)).moved(*point.tolist()))
    return joined(pieces)
