"""Kilde: a mouth-blown carafe with a turned stopper and the glass that nests over it."""

from collections.abc import Callable

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.glass import clear_glass
from deploy.local.demo.materials.wood import CHERRY, wood
from deploy.local.demo.products.product import ATELIER_NORD, TABLEWARE, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import smooth
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Array, Mesh


def _walled(outside: Array, wall: float, floor: float) -> Array:
    """A vessel's profile from its outside, running from the middle of the foot to the rim, and a wall thickness."""
    along = np.gradient(outside, axis=0)
    inward = np.stack([-along[:, 1], along[:, 0]], axis=1)
    inside = outside + inward / np.linalg.norm(inward, axis=1, keepdims=True) * wall
    inside = inside[(inside[:, 1] > floor) & (inside[:, 0] > 0)]
    lip = smooth(
        [
            outside[-1].tolist(),
            ((outside[-1] + inside[-1]) / 2 + [0, wall * 0.55]).tolist(),
            inside[-1].tolist(),
        ],
        8,
    )
    bottom = smooth([inside[0].tolist(), (inside[0][0] * 0.72, floor), (0.0, floor - 0.0005)], 14)
    return np.concatenate([outside, lip[1:-1], inside[::-1], bottom[1:]])


def _ribbed(low: float, high: float) -> Callable[[Array], Array]:
    """Optic ribs, as from a fluted mould: the wall waves in and out between two heights."""

    def bend(positions: Array) -> Array:
        angle = np.arctan2(positions[:, 2], positions[:, 0])
        share = np.clip((positions[:, 1] - low) / (high - low), 0, 1)
        radius = np.hypot(positions[:, 0], positions[:, 2])
        depth = 0.0010 * np.sin(np.pi * share) ** 0.5 * np.cos(20 * angle) * (radius > 0.015)
        factor = 1 + depth / np.maximum(radius, 1e-3)
        return np.asarray(positions * np.stack([factor, np.ones_like(factor), factor], axis=1))

    return bend


def _carafe() -> Mesh:
    outside = smooth(
        [
            (0, 0.0022),
            (0.030, 0.0012),
            (0.038, 0.0),
            (0.0465, 0.0045),
            (0.0495, 0.020),
            (0.0480, 0.110),
            (0.0430, 0.155),
            (0.0290, 0.190),
            (0.0225, 0.215),
            (0.0230, 0.240),
            (0.0285, 0.258),
        ],
        110,
    )
    return lathe(_walled(outside, 0.0024, 0.0075), segments=200).deformed(_ribbed(0.006, 0.205))


def _tumbler() -> Mesh:
    outside = smooth(
        [(0, 0.0016), (0.024, 0.0008), (0.029, 0.0), (0.0345, 0.004), (0.0365, 0.016), (0.0385, 0.086)],
        60,
    )
    return lathe(_walled(outside, 0.0019, 0.0068), segments=200).deformed(_ribbed(0.006, 0.080))


def _stopper() -> Mesh:
    profile = smooth(
        [
            (0, 0.222),
            (0.0150, 0.2225),
            (0.0176, 0.227),
            (0.0195, 0.247),
            (0.0200, 0.2555),
            (0.0265, 0.262),
            (0.0305, 0.279),
            (0.0240, 0.299),
            (0.0110, 0.3075),
            (0, 0.3085),
        ],
        70,
    )
    return lathe(profile, segments=64)


def build() -> bytes:
    """The carafe as GLB."""
    glasses = {
        "Bottle": clear_glass("Bottle glass", tint=(0.24, 0.44, 0.30)),
        "Smoke": clear_glass("Smoke glass", tint=(0.26, 0.24, 0.23)),
        "Amber": clear_glass("Amber glass", tint=(0.80, 0.40, 0.09)),
    }
    cherry = wood(CHERRY, size=512, tile_m=0.16, seed=70)
    parts = (
        Part("Carafe", _carafe(), glasses["Bottle"], glasses),
        Part("Tumbler", _tumbler().moved(0.108, 0, 0.032), glasses["Bottle"], glasses),
        Part("Stopper", _stopper(), cherry),
    )
    return write_glb(standing(Model("Kilde carafe", parts, tuple(glasses)), shade=0.0))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"KILDE-{name.upper()}", name, name, 5900, stock, 200, 124, 309, 780, swatch)


PRODUCT = DemoProduct(
    slug="kilde-carafe",
    name="Kilde carafe",
    tagline="Water, at the bedside or the table",
    description=(
        "Blown thin at the shoulder and left heavy at the foot, so that it pours without a thought and never tips. "
        "The stopper is turned from cherry and fits without a gasket; the tumbler comes with it. "
        "Three quarters of a litre. Rinse by hand, and oil the stopper once a year."
    ),
    category=TABLEWARE,
    merchant=ATELIER_NORD,
    variants=(
        _variant("Bottle", 24, "#6f9a7c"),
        _variant("Smoke", 15, "#6d6762"),
        _variant("Amber", 10, "#c98a3c"),
    ),
    build=build,
)
