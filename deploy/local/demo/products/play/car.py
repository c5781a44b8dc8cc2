"""Rulle: a wooden car with a driver, in three paints."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.metal import powder_coated
from deploy.local.demo.materials.wood import BEECH, MAPLE, WALNUT, wood
from deploy.local.demo.products.product import HINOKI_AND_CLAY, PLAY, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import rounded, smooth
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Array, Mesh, joined
from deploy.local.demo.shapes.slab import slab

_TILE = 0.2
_WIDTH = 0.066
_WHEEL = 0.0265
_AXLES = (-0.053, 0.050)
_TRACK = 0.0385


def _body() -> Mesh:
    """A racing hull cut from one plank: long bonnet, open cockpit, tapering tail."""
    outline = smooth(
        [
            (-0.092, 0.0310), (-0.070, 0.0165), (0.0, 0.0150), (0.070, 0.0165), (0.0925, 0.0260), (0.0950, 0.0400),
            (0.0800, 0.0525), (0.0420, 0.0610), (0.0200, 0.0630), (0.0120, 0.0570), (-0.0100, 0.0545), (-0.0260, 0.0580),
            (-0.0340, 0.0690), (-0.0480, 0.0705), (-0.0700, 0.0600), (-0.0880, 0.0450),
        ],
        200,
        closed=True,
    )  # fmt: skip
    spine = np.stack([np.clip(outline[:, 0], -0.062, 0.064), np.full(len(outline), 0.0370)], axis=1)
    plank = slab(outline, _WIDTH, edge=0.0075, spine=spine).turned("x", 90).moved(0, 0, -_WIDTH / 2)
    return plank.deformed(_streamlined)


def _streamlined(positions: Array) -> Array:
    """Narrower at nose and tail."""
    x, y, z = positions.T
    narrow = (
        1 - 0.20 * np.clip((x - 0.02) / 0.075, 0, 1) ** 2 - 0.34 * np.clip((-x - 0.02) / 0.075, 0, 1) ** 2
    )
    return np.stack([x, y, z * narrow], axis=1)


def _wheel_parts() -> tuple[Mesh, Mesh, Mesh]:
    """Disc, tyre and axle cap of one wheel lying flat, its outer face up."""
    disc = rounded(
        [
            (0, -0.007),
            (0.0215, -0.007),
            (0.0215, 0.0072),
            (0.0180, 0.0078),
            (0.0150, 0.0052),
            (0.0085, 0.0052),
            (0.0068, 0.0078),
            (0, 0.0078),
        ],
        [0, 0.001, 0.001, 0.002, 0.003, 0.002, 0.0015, 0],
    )
    tyre = rounded(
        [
            (0.0205, -0.0086),
            (0.0240, -0.0090),
            (_WHEEL, -0.0050),
            (_WHEEL, 0.0050),
            (0.0240, 0.0090),
            (0.0205, 0.0086),
        ],
        0.0032,
    )
    cap = rounded([(0.0052, 0.0070), (0.0052, 0.0096), (0.0030, 0.0116), (0, 0.0118)], [0, 0.0012, 0.002, 0])
    return lathe(disc, segments=64), lathe(tyre, segments=80, tile=0.12), lathe(cap, segments=32)


def _four(flat: Mesh) -> Mesh:
    """A wheel part at all four corners, its outer face outwards."""
    right = flat.turned("x", 90).moved(0, _WHEEL, _TRACK)
    left = flat.turned("x", -90).moved(0, _WHEEL, -_TRACK)
    return joined(
        side.moved(axle).shifted_uvs(axle * 3, 0.07 * i)
        for axle in _AXLES
        for i, side in enumerate((right, left))
    )


def _driver() -> tuple[Mesh, Mesh]:
    """A peg with a round head, and his helmet."""
    head = [(0.0135 * np.sin(a), 0.0905 - 0.0135 * np.cos(a)) for a in np.linspace(0.55, np.pi, 20)]
    peg = np.concatenate([smooth([(0, 0.046), (0.0125, 0.047), (0.0128, 0.060), (0.0095, 0.0735)], 24), head])
    shell = [(0.0142 * np.sin(a), 0.0908 - 0.0142 * np.cos(a)) for a in np.linspace(1.62, np.pi, 20)]
    brim = smooth([(0.0134, 0.0898), (0.0142, 0.0893), (0.0151, 0.0898), tuple(map(float, shell[0]))], 10)
    place = {"x": -0.0020}
    return lathe(peg, segments=48).moved(**place), lathe(
        np.concatenate([brim, shell[1:]]), segments=48
    ).moved(**place)


def _stripe() -> Mesh:
    """A number disc inlaid in each flank."""
    disc = lathe(rounded([(0.0125, 0), (0.0125, 0.0012), (0, 0.0014)], [0, 0.0006, 0]), segments=56)
    right = disc.turned("x", 90).moved(0.001, 0.0375, _WIDTH / 2 - 0.0003)
    return joined([right, right.turned("y", 180).moved(0.002)])


def build() -> bytes:
    """The car as GLB."""
    paints = {
        "Tomato": wood(BEECH, size=512, tile_m=_TILE, seed=160, name="Tomato stain", stain="#b9503f"),
        "Sky": wood(BEECH, size=512, tile_m=_TILE, seed=161, name="Sky stain", stain="#7f9db3"),
        "Butter": wood(BEECH, size=512, tile_m=_TILE, seed=162, name="Butter stain", stain="#e0bf73"),
    }
    disc, tyre, cap = (_four(part) for part in _wheel_parts())
    peg, helmet = _driver()
    maple = wood(MAPLE, size=512, tile_m=_TILE, seed=163)
    walnut = wood(WALNUT, size=512, tile_m=_TILE, seed=164)
    rubber = powder_coated("Natural rubber", "#3f3a36", roughness=0.85, seed=165)
    parts = (
        Part("Hull", _body(), paints["Tomato"], paints),
        Part("Wheels", joined([disc, peg, _stripe()]), maple),
        Part("Tyres", tyre, rubber),
        Part("Axle caps", joined([cap, helmet]), walnut),
    )
    return write_glb(standing(Model("Rulle car", parts, tuple(paints)), shade=0.8))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"RULLE-{name.upper()}", name, name, 3800, stock, 187, 101, 105, 310, swatch)


PRODUCT = DemoProduct(
    slug="rulle-car",
    name="Rulle car",
    tagline="Zero to hallway in no time",
    description=(
        "Sawn from one plank of beech, sanded until nothing is left to catch on, and stained so the grain shows. "
        "Rubber tyres run quietly on wooden floors. The driver lifts out, and is small enough to be lost "
        "and large enough not to be swallowed: from three years."
    ),
    category=PLAY,
    merchant=HINOKI_AND_CLAY,
    variants=(
        _variant("Tomato", 26, "#b9503f"),
        _variant("Sky", 33, "#7f9db3"),
        _variant("Butter", 14, "#e0bf73"),
    ),
    build=build,
)
