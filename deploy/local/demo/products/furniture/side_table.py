"""Runde: a terrazzo side table on a folded steel tripod."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.metal import powder_coated
from deploy.local.demo.materials.mineral import Mix, terrazzo
from deploy.local.demo.products.product import ATELIER_NORD, FURNITURE, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import evenly, rounded
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Mesh, around, joined
from deploy.local.demo.shapes.sweep import rounded_tube, tube

_TOP = 0.480
_MIXES = (
    Mix("Bone", "#dcd5c8", ("#8f7a66", "#b59c84", "#6d6a66", "#c9bca9", "#a3654b", "#efe9de")),
    Mix("Sage", "#b3bcab", ("#e6e3d6", "#6f7f6d", "#47544a", "#cfd3c3", "#a79a80", "#8e9c8a")),
    Mix("Night", "#4a4c50", ("#d8d3c8", "#8e8a85", "#2f3136", "#b29a7d", "#6d7680", "#efeae0")),
)


def _slab() -> Mesh:
    """A disc with a soft upper edge and a deep under-bevel that makes it float."""
    profile = rounded(
        [
            (0, _TOP - 0.026),
            (0.120, _TOP - 0.026),
            (0.196, _TOP - 0.026),
            (0.214, _TOP - 0.014),
            (0.214, _TOP),
            (0.150, _TOP),
            (0, _TOP),
        ],
        [0, 0, 0.006, 0.008, 0.0045, 0, 0],
        steps=8,
    )
    return lathe(np.insert(profile, 1, [[0.06, _TOP - 0.026]], axis=0), segments=128)


def _leg() -> Mesh:
    """One bent tube: out under the slab, over a wide curve, down to the floor, and back to the hub."""
    path = rounded([(0.020, 0.437, 0), (0.165, 0.437, 0), (0.182, 0.006, 0)], [0, 0.045, 0], steps=16)
    return rounded_tube(evenly(path, 60), 0.0095, sides=24, edge=0.35)


def _ring() -> Mesh:
    """The tie ring low between the legs."""
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    hoop = np.stack([0.1765 * np.cos(angle), np.full_like(angle, 0.150), -0.1765 * np.sin(angle)], axis=1)
    return tube(hoop, 0.0050, sides=16, closed=True)


def _hub() -> Mesh:
    """The plate that carries the slab, with its felt washer."""
    profile = rounded(
        [
            (0, 0.4235),
            (0.032, 0.4235),
            (0.034, 0.4255),
            (0.034, 0.4400),
            (0.060, 0.4460),
            (0.060, 0.4545),
            (0, 0.4545),
        ],
        0.002,
    )
    return lathe(profile, segments=64, tile=0.12)


def _feet() -> Mesh:
    glide = lathe(
        rounded([(0, 0), (0.0085, 0), (0.0105, 0.002), (0.0105, 0.008), (0.0092, 0.010), (0, 0.010)], 0.001),
        segments=28,
    )
    return around(glide.moved(0.1821, 0, 0), 3)


def build() -> bytes:
    """The table as GLB."""
    tops = {mix.name: terrazzo(mix, seed=100 + i) for i, mix in enumerate(_MIXES)}
    coats = {
        "Bone": powder_coated("Warm white steel", "#d9d2c4", roughness=0.45),
        "Sage": powder_coated("Sage steel", "#77836f", roughness=0.45, seed=31),
        "Night": powder_coated("Black steel", "#3a3b3d", roughness=0.45, seed=32),
    }
    rubber = powder_coated("Rubber", "#2c2b2a", roughness=0.85, seed=33)
    parts = (
        Part("Top", _slab(), tops["Bone"], tops),
        Part("Frame", joined([around(_leg(), 3), _ring(), _hub()]), coats["Bone"], coats),
        Part("Glides", _feet(), rubber),
    )
    return write_glb(standing(Model("Runde side table", parts, tuple(tops))))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"RUNDE-{name.upper()}", name, name, 34900, stock, 428, 428, 480, 9800, swatch)


PRODUCT = DemoProduct(
    slug="runde-side-table",
    name="Runde side table",
    tagline="A stone's throw from the sofa",
    description=(
        "Marble offcuts from three quarries, cast in cement and ground until they lie flush. No two tops are the same. "
        "The tripod is bent from a single gauge of steel and coated to match; felt between stone and steel, rubber on the "
        "floor. Sealed against wine, coffee and good intentions."
    ),
    category=FURNITURE,
    merchant=ATELIER_NORD,
    variants=(
        _variant("Bone", 8, "#dcd5c8"),
        _variant("Sage", 5, "#b3bcab"),
        _variant("Night", 4, "#4a4c50"),
    ),
    build=build,
)
