"""Sora: a dipped stoneware mug in four glazes."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.ceramic import Glaze, bare_clay, glazed
from deploy.local.demo.products.product import HINOKI_AND_CLAY, TABLEWARE, DemoProduct, DemoVariant
from deploy.local.demo.shapes.bar import bar
from deploy.local.demo.shapes.curves import rounded, smooth, superellipse
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Mesh, joined

_TILE = 0.14

_GLAZES = (
    Glaze("Oat", ("#e9dfcb", "#e2d5bc", "#d3c2a2"), specks=520),
    Glaze("Celadon", ("#c6cdc2", "#b4beb2", "#9aa89c"), speck="#3d4a3c", specks=260),
    Glaze("Indigo", ("#6a7689", "#535f74", "#3e4a5d"), speck="#10161f", specks=240, gloss=0.9),
    Glaze("Iron", ("#66564e", "#47403d", "#363130"), speck="#8b5a34", specks=320, gloss=0.9),
)


def _foot() -> Mesh:
    """The bare clay below the dip line, with a turned foot ring."""
    profile = rounded(
        [
            (0, 0.0045),
            (0.0255, 0.0045),
            (0.0275, 0),
            (0.0325, 0),
            (0.0345, 0.0038),
            (0.0408, 0.0110),
            (0.0412, 0.0215),
        ],
        [0, 0.002, 0.0015, 0.0018, 0.004, 0.012, 0],
    )
    return lathe(profile, tile=_TILE)


def _cup() -> Mesh:
    """The glazed body: its lower lip stands proud of the clay as a dipped glaze does."""
    profile = rounded(
        [
            (0.0405, 0.0198),
            (0.0416, 0.0200),
            (0.0428, 0.0450),
            (0.0424, 0.0925),
            (0.0390, 0.0925),
            (0.0390, 0.0240),
            (0.0330, 0.0088),
            (0, 0.0075),
        ],
        [0, 0.0008, 0.03, 0.0017, 0.0017, 0.02, 0.01, 0],
        steps=8,
    )
    dense = np.concatenate([profile[:1], profile])
    return lathe(dense, tile=_TILE)


def _handle() -> Mesh:
    """A pulled strap that widens where it is pressed onto the wall."""
    path = smooth(
        [
            (0.0391, 0.0768, 0),
            (0.0520, 0.0782, 0),
            (0.0690, 0.0700, 0),
            (0.0700, 0.0490, 0),
            (0.0560, 0.0338, 0),
            (0.0391, 0.0322, 0),
        ],
        56,
    )
    along = np.linspace(0, 1, len(path))
    root = np.exp(-along / 0.07) + np.exp(-(1 - along) / 0.07)
    scale = np.stack([1 + 0.9 * root, 1 - 0.12 * np.sin(np.pi * along) + 0.22 * root], axis=1)
    return bar(path, superellipse(0.0068, 0.0150, power=2.5, count=28), edge=0.001, scale=scale)


def build() -> bytes:
    """The mug as GLB."""
    glazes = {glaze.name: glazed(glaze, tile_m=_TILE, seed=30 + i) for i, glaze in enumerate(_GLAZES)}
    clay = bare_clay("Stoneware clay", ("#c3a98a", "#b39675", "#8d7258"), tile_m=_TILE)
    body = joined([_cup(), _handle()])
    parts = (Part("Cup", body, glazes["Oat"], glazes), Part("Foot", _foot(), clay))
    return write_glb(standing(Model("Sora mug", parts, tuple(glazes)), shade=0.6))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"SORA-{name.upper()}", name, name, 2900, stock, 116, 86, 93, 340, swatch)


PRODUCT = DemoProduct(
    slug="sora-mug",
    name="Sora mug",
    tagline="Dipped stoneware for slow mornings",
    description=(
        "Thrown in speckled stoneware and dipped by hand, so that no two glaze lines are quite alike. "
        "The foot is left bare to show the clay; the strap handle takes three fingers and stays cool. "
        "Holds 300 ml. Safe in the dishwasher and the microwave."
    ),
    category=TABLEWARE,
    merchant=HINOKI_AND_CLAY,
    variants=(
        _variant("Oat", 48, "#e2d5bc"),
        _variant("Celadon", 35, "#a5b8a2"),
        _variant("Indigo", 2, "#2f4260"),
        _variant("Iron", 27, "#3a2b26"),
    ),
    build=build,
)
