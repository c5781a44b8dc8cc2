"""Maske: a pouf knitted from arm-thick merino, every stitch of it modelled."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.textile import wool
from deploy.local.demo.products.product import ATELIER_NORD, FURNITURE, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import evenly, rounded
from deploy.local.demo.shapes.knit import Knit, knitted
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Array, Mesh, joined

_TILE = 0.03
_RADIUS = 0.255
_HALF_HEIGHT = 0.155


def _form(radius: float, half_height: float) -> Array:
    """A cushion of revolution, a little heavier below than above."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 600)
    sag = 1 - 0.035 * np.sin(angle)
    across = radius * np.cos(angle) ** 0.62 * sag
    up = half_height * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.80
    dimple = 0.016 * np.exp(-((across / 0.07) ** 2)) * (angle > 0)
    return evenly(np.stack([across, up - dimple], axis=1), 900)


def _filling() -> Mesh:
    """The dark inner cushion that shows between stitches."""
    core = lathe(_form(_RADIUS - 0.004, _HALF_HEIGHT - 0.004)[::12], segments=72, tile=_TILE)
    return core.lit(np.full(len(core.positions), 0.30))


def _buttons() -> Mesh:
    """Felted buttons that gather the first and the last round."""
    profile = rounded(
        [(0, -0.004), (0.030, -0.004), (0.036, 0.003), (0.026, 0.0105), (0, 0.0125)],
        [0, 0.003, 0.006, 0.012, 0],
    )
    button = lathe(profile, segments=48, tile=_TILE)
    return joined(
        [button.moved(0, _HALF_HEIGHT - 0.011, 0), button.turned("x", 180).moved(0, -_HALF_HEIGHT + 0.002, 0)]
    )


def build() -> bytes:
    """The pouf as GLB."""
    wools = {
        "Oat": wool("Oat wool", ("#b3a48b", "#d3c6ae", "#e8dec9"), tile_m=_TILE),
        "Rust": wool("Rust wool", ("#7d4029", "#a45a3c", "#bf7753"), tile_m=_TILE),
        "Slate": wool("Slate wool", ("#4d565d", "#6b757c", "#8a9398"), tile_m=_TILE),
    }
    yarn = knitted(
        _form(_RADIUS, _HALF_HEIGHT),
        Knit(stitches=24, row_height=0.74, steps=56, sides=20),
        narrowest=0.034,
        tile=_TILE,
    )
    parts = (
        Part("Knitted cover", yarn, wools["Oat"], wools),
        Part("Filling", _filling(), wools["Oat"], wools),
        Part("Buttons", _buttons(), wools["Oat"], wools),
    )
    return write_glb(standing(Model("Maske pouf", parts, tuple(wools)), shade=0.0))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"MASKE-{name.upper()}", name, name, 26900, stock, 559, 559, 326, 6400, swatch)


PRODUCT = DemoProduct(
    slug="maske-pouf",
    name="Maske pouf",
    tagline="Four kilos of merino, one long thread",
    description=(
        "Knitted in the round from a single unbroken strand of three-ply merino as thick as a thumb, over a core of "
        "buckwheat husk and wool. Sit on it, put your feet up, or lose it to the dog. "
        "Turn it over now and then; comb it never."
    ),
    category=FURNITURE,
    merchant=ATELIER_NORD,
    variants=(
        _variant("Oat", 10, "#d3c6ae"),
        _variant("Rust", 7, "#a45a3c"),
        _variant("Slate", 12, "#6b757c"),
    ),
    build=build,
)
