"""Fure: a fluted stoneware vase in three matte glazes."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.ceramic import Glaze, glazed
from deploy.local.demo.products.product import HINOKI_AND_CLAY, OBJECTS, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import smooth
from deploy.local.demo.shapes.lathe import lathe, turned_grid
from deploy.local.demo.shapes.mesh import Mesh, joined
from deploy.local.demo.shapes.surface import banded

_TILE = 0.2
_FLUTES = 44
_GLAZES = (
    Glaze("Chalk", ("#e6e2d9", "#dcd7cc", "#cbc4b6"), speck="#8d8272", specks=90, roughness=0.72, gloss=0.0),
    Glaze(
        "Terracotta",
        ("#c08a70", "#b07a60", "#996650"),
        speck="#6a4030",
        specks=160,
        roughness=0.75,
        gloss=0.0,
    ),
    Glaze("Lichen", ("#9aa394", "#879180", "#707b6b"), speck="#39402f", specks=160, roughness=0.7, gloss=0.0),
)


def _fluted() -> Mesh:
    """The outer wall: flutes that swell with the belly and die away at shoulder and foot."""
    profile = smooth(
        [
            (0.052, 0.004),
            (0.066, 0.030),
            (0.088, 0.095),
            (0.0935, 0.140),
            (0.080, 0.195),
            (0.050, 0.232),
            (0.0345, 0.252),
            (0.0330, 0.268),
        ],
        110,
    )
    grid = turned_grid(profile, _FLUTES * 10)
    angle = np.linspace(0, 2 * np.pi, _FLUTES * 10, endpoint=False)
    share = np.linspace(0, 1, len(profile))
    depth = 0.0066 * np.sin(np.pi * np.clip((share - 0.03) / 0.80, 0, 1)) ** 0.6
    # A power below one rounds the ridges and leaves a crisp valley between them.
    scallop = 1 - np.abs(np.cos(angle * _FLUTES / 2)) ** 0.75
    radius = np.hypot(grid[..., 0], grid[..., 2])
    shrink = 1 - depth[:, None] * scallop[None, :] / radius
    return banded(grid * np.stack([shrink, np.ones_like(shrink), shrink], axis=2), tile=_TILE)


def _lip_and_inside() -> Mesh:
    """A rolled lip and the dark well of the vase."""
    profile = smooth(
        [
            (0.0330, 0.268),
            (0.0345, 0.2765),
            (0.0350, 0.2795),
            (0.0335, 0.2812),
            (0.0312, 0.2795),
            (0.0295, 0.268),
            (0.0320, 0.252),
            (0.047, 0.230),
            (0.076, 0.194),
            (0.087, 0.140),
            (0.080, 0.095),
            (0.05, 0.03),
            (0.0, 0.022),
        ],
        90,
    )
    return lathe(profile, segments=96, tile=_TILE)


def _foot() -> Mesh:
    """A shadow-line foot under the flutes."""
    profile = smooth([(0.0, 0.002), (0.036, 0.002), (0.044, 0.0), (0.0495, 0.0008), (0.052, 0.004)], 24)
    return lathe(profile, segments=96, tile=_TILE)


def build() -> bytes:
    """The vase as GLB."""
    glazes = {glaze.name: glazed(glaze, tile_m=_TILE, seed=60 + i) for i, glaze in enumerate(_GLAZES)}
    body = joined([_fluted(), _lip_and_inside(), _foot()])
    return write_glb(
        standing(Model("Fure vase", (Part("Vase", body, glazes["Chalk"], glazes),), tuple(glazes)))
    )


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"FURE-{name.upper()}", name, name, 7800, stock, 187, 187, 281, 1250, swatch)


PRODUCT = DemoProduct(
    slug="fure-vase",
    name="Fure vase",
    tagline="Forty-four furrows, one branch",
    description=(
        "Cut with a single loop tool while the clay is leather-hard, furrow after furrow, then glazed matte so that only "
        "the light draws the lines. The narrow neck holds one branch as well as a handful of tulips. "
        "Watertight stoneware; wipe it, or let it weather."
    ),
    category=OBJECTS,
    merchant=HINOKI_AND_CLAY,
    variants=(
        _variant("Chalk", 19, "#dcd7cc"),
        _variant("Terracotta", 12, "#b07a60"),
        _variant("Lichen", 7, "#879180"),
    ),
    build=build,
)
