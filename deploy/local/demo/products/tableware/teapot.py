"""Ama: a cast-iron teapot with hobnails and a cane-wrapped bail."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.metal import cast_iron
from deploy.local.demo.materials.wood import ASH, wood
from deploy.local.demo.products.product import HINOKI_AND_CLAY, TABLEWARE, DemoProduct, DemoVariant
from deploy.local.demo.shapes.bar import bar
from deploy.local.demo.shapes.curves import smooth, superellipse
from deploy.local.demo.shapes.lathe import lathe, turned_grid
from deploy.local.demo.shapes.mesh import Array, Mesh, joined
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.surface import banded
from deploy.local.demo.shapes.sweep import carried_along, tube

_TILE = 0.1
_AROUND = 46
_SAMPLES = 9


def _body() -> Mesh:
    """The squat body; three staggered belts of hobnails around its shoulder and belly."""
    profile = smooth(
        [
            (0, 0.0035),
            (0.036, 0.003),
            (0.044, 0.0),
            (0.052, 0.0025),
            (0.066, 0.016),
            (0.0815, 0.038),
            (0.0865, 0.056),
            (0.0800, 0.076),
            (0.0600, 0.0895),
            (0.0445, 0.0935),
            (0.0415, 0.0965),
            (0.0385, 0.0960),
            (0.037, 0.090),
        ],
        170,
    )
    grid = turned_grid(profile, _AROUND * _SAMPLES)
    slope = np.gradient(profile, axis=0)
    out = np.stack([slope[:, 1], -slope[:, 0]], axis=1)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    height = _hobnails(profile)
    angle = np.linspace(0, 2 * np.pi, _AROUND * _SAMPLES, endpoint=False)
    pushed = np.stack(
        [height * out[:, :1] * np.cos(angle), height * out[:, 1:], -height * out[:, :1] * np.sin(angle)],
        axis=2,
    )
    return banded(grid + pushed, tile=_TILE)


def _hobnails(profile: Array) -> Array:
    """Heights (profile points, columns) of round studs, each row shifted by half a stud."""
    step = np.linalg.norm(np.diff(profile, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(step)])
    start = float(along[np.argmax(profile[:, 1] > 0.020)])
    pitch = 0.0108
    row = (along - start) / pitch
    number = np.floor(row)
    column = np.linspace(0, _AROUND, _AROUND * _SAMPLES, endpoint=False)[None, :] + 0.5 * (
        number[:, None] % 2
    )
    spread = 2 * np.pi * profile[:, :1] / _AROUND / pitch
    off = np.hypot((column % 1 - 0.5) * spread, (row % 1 - 0.5)[:, None])
    is_studded = (number >= 0) & (number < 7)
    stud = np.sqrt(np.clip(1 - (off / 0.40) ** 2, 0, 1))
    return 0.0021 * stud * is_studded[:, None]


def _spout() -> Mesh:
    """A short curved spout with a real opening, cut level."""
    profile = np.array(
        [
            (0.0200, 0.000),
            (0.0185, 0.012),
            (0.0145, 0.030),
            (0.0115, 0.050),
            (0.0108, 0.0640),
            (0.0104, 0.0652),
            (0.0090, 0.0653),
            (0.0084, 0.0640),
            (0.0090, 0.045),
            (0.0100, 0.025),
        ]
    )
    straight = lathe(smooth(profile.tolist(), 60), segments=48, tile=_TILE)
    path = smooth(
        [(0.060, 0.046, 0), (0.078, 0.052, 0), (0.097, 0.068, 0), (0.110, 0.093, 0), (0.116, 0.104, 0)], 60
    )
    return straight.deformed(carried_along(path))


def _lid() -> Mesh:
    """A low lid with a pine-bud knob."""
    profile = smooth(
        [
            (0.0375, 0.0925),
            (0.0405, 0.0960),
            (0.0415, 0.0978),
            (0.0380, 0.1005),
            (0.0220, 0.1035),
            (0.0090, 0.1050),
            (0.0048, 0.1085),
            (0.0070, 0.1140),
            (0.0098, 0.1185),
            (0.0080, 0.1235),
            (0, 0.1255),
        ],
        90,
    )
    return lathe(profile, segments=72, tile=_TILE)


def _lugs() -> Mesh:
    """The two ears that hold the bail."""
    ear = rounded_box((0.013, 0.022, 0.0075), 0.0032, steps=4)
    return joined([ear.turned("z", 24).moved(-0.0620, 0.0960), ear.turned("z", -24).moved(0.0620, 0.0960)])


def _bail() -> tuple[Mesh, Mesh]:
    """The iron bow and the cane wound around its middle."""
    path = smooth(
        [
            (-0.0655, 0.0985, 0),
            (-0.0800, 0.1300, 0),
            (-0.0660, 0.1720, 0),
            (-0.0300, 0.1930, 0),
            (0, 0.1970, 0),
            (0.0300, 0.1930, 0),
            (0.0660, 0.1720, 0),
            (0.0800, 0.1300, 0),
            (0.0655, 0.0985, 0),
        ],
        160,
    )
    iron = bar(path, superellipse(0.0062, 0.0098, power=3.0, count=32), edge=0.0015)
    grip = smooth(path[46:115].tolist(), 520)
    share = np.linspace(0, 1, len(grip))
    wound = 0.00685 + 0.00075 * np.abs(np.sin(np.pi * share * 34)) ** 0.7
    taper = np.clip(np.minimum(share, 1 - share) / 0.012, 0, 1) ** 0.5
    return iron, tube(grip, 0.003 + (wound - 0.003) * taper, sides=20)


def build() -> bytes:
    """The teapot as GLB."""
    irons = {
        "Sumi": cast_iron("Sumi iron", "#4b4a49", tile_m=_TILE),
        "Tetsu": cast_iron("Tetsu iron", "#4b6068", tile_m=_TILE, seed=14),
        "Akane": cast_iron("Akane iron", "#7d4038", tile_m=_TILE, seed=15),
    }
    bail, cane = _bail()
    parts = (
        Part("Pot", joined([_body(), _spout(), _lugs()]), irons["Sumi"], irons),
        Part("Lid", _lid(), irons["Sumi"], irons),
        Part("Bail", bail, irons["Sumi"], irons),
        Part("Cane grip", cane, wood(ASH, size=256, tile_m=0.05, seed=95, name="Wound cane")),
    )
    return write_glb(standing(Model("Ama teapot", parts, tuple(irons)), shade=0.75))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"AMA-{name.upper()}", name, name, 11900, stock, 205, 177, 205, 1650, swatch)


PRODUCT = DemoProduct(
    slug="ama-teapot",
    name="Ama teapot",
    tagline="Iron keeps its promises",
    description=(
        "Cast in sand the old way, studded so that it sheds heat slowly and never slips in a wet hand. "
        "Enamelled inside against rust, with a steel basket for leaves. The bail is wound with cane, and cool "
        "enough to lift by the time the tea is ready. Six small cups."
    ),
    category=TABLEWARE,
    merchant=HINOKI_AND_CLAY,
    variants=(
        _variant("Sumi", 17, "#4b4a49"),
        _variant("Tetsu", 11, "#4b6068"),
        _variant("Akane", 5, "#7d4038"),
    ),
    build=build,
)
