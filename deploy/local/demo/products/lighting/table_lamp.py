"""Glim: a dome table lamp in brass, steel or moss."""

from dataclasses import replace

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Colour, Material, Model, Part, standing
from deploy.local.demo.materials.metal import BRASS, STEEL, brushed, powder_coated
from deploy.local.demo.products.product import ATELIER_NORD, LIGHTING, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import rounded, smooth
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Array, Mesh, joined
from deploy.local.demo.shapes.sweep import rounded_tube, tube

_WARM: Colour = (1.0, 0.84, 0.62)


def _dome(offset: float) -> Array:
    """The generous curve of the shade from rim to crown; `offset` metres outward of its middle."""
    angle = np.linspace(0, np.pi / 2, 40)
    radius = (0.160 + offset) * np.cos(angle) ** 0.86
    height = 0.262 + (0.140 + offset) * np.sin(angle) ** 1.08
    return np.stack([radius, height], axis=1)


def _shade_outside() -> Mesh:
    """Outer skin down to the rolled rim, with a small cap on top."""
    outer = _dome(0.0)
    rim = np.array([[0.1565, 0.2605], [0.1585, 0.2590], [0.1602, 0.2592], [0.1606, 0.2605]])
    skin = np.concatenate([rim, outer[:-1], [[0.012, 0.4022]]])
    cap = rounded([(0.0115, 0.4015), (0.0115, 0.4075), (0.0085, 0.4115), (0, 0.4120)], [0, 0.002, 0.003, 0])
    return joined([lathe(skin, segments=112, tile=0.12), lathe(cap, segments=40, tile=0.12)])


def _shade_inside() -> Mesh:
    """The white-enamelled inside that throws the light down."""
    inner = _dome(-0.0022)[::-1]
    return lathe(np.concatenate([inner, [[0.1572, 0.2604]]]), segments=112, tile=0.12)


def _stand() -> Mesh:
    """A heavy disc and a slim stem with a collar where it meets the shade's frame."""
    foot = rounded(
        [
            (0, 0.0),
            (0.0835, 0.0),
            (0.0850, 0.0040),
            (0.0850, 0.0150),
            (0.0790, 0.0192),
            (0.0200, 0.0215),
            (0.0125, 0.0290),
            (0.0095, 0.0420),
        ],
        [0, 0.001, 0.002, 0.005, 0.02, 0.012, 0.02, 0],
        steps=8,
    )
    stem = rounded(
        [
            (0.0095, 0.0420),
            (0.0082, 0.0600),
            (0.0082, 0.2480),
            (0.0150, 0.2520),
            (0.0150, 0.2700),
            (0.0110, 0.2740),
            (0, 0.2745),
        ],
        [0, 0.02, 0.002, 0.002, 0.002, 0.002, 0],
    )
    return lathe(np.concatenate([foot, stem[1:]]), segments=80, tile=0.12)


def _struts() -> Mesh:
    """Three thin arms that carry the shade."""
    path = smooth([(0.0120, 0.2660, 0), (0.0700, 0.2780, 0), (0.1300, 0.2760, 0), (0.1585, 0.2680, 0)], 20)
    arm = rounded_tube(path, 0.0020, sides=10)
    return joined(arm.turned("y", 30 + 120 * turn) for turn in range(3))


def _globe() -> Mesh:
    """The opal bulb, just visible below the rim."""
    angle = np.linspace(0, np.pi, 36)
    profile = np.stack([0.046 * np.sin(angle), 0.312 - 0.046 * np.cos(angle)], axis=1)
    return lathe(profile, segments=48)


def _cable() -> Mesh:
    """A braided cord that leaves the foot at the back and rests on the table."""
    path = smooth(
        [
            (0, 0.0085, -0.078),
            (0.002, 0.0075, -0.096),
            (0.012, 0.0034, -0.118),
            (0.040, 0.0030, -0.135),
            (0.080, 0.0030, -0.131),
            (0.112, 0.0030, -0.148),
        ],
        90,
    )
    return tube(path, 0.0030, sides=12)


def _switch() -> Mesh:
    """A turned push button on the foot."""
    profile = rounded(
        [(0.0095, 0.018), (0.0095, 0.0235), (0.0070, 0.0255), (0, 0.0258)], [0, 0.001, 0.002, 0]
    )
    return lathe(profile, segments=32, tile=0.12).moved(0, 0, 0.0560)


def build() -> bytes:
    """The lamp as GLB."""
    looks = {
        "Brass": brushed("Brushed brass", BRASS, roughness=0.27),
        "Steel": brushed("Brushed steel", STEEL, roughness=0.30, seed=21),
        "Moss": powder_coated("Moss enamel", "#57634f"),
    }
    inside = replace(
        powder_coated("White enamel", "#f4efe4", roughness=0.6, seed=22), glow=(0.30, 0.21, 0.11)
    )
    opal = Material("Opal glass", colour=(0.95, 0.92, 0.86), roughness=0.25, glow=_WARM)
    cord = Material("Braided cord", colour=(0.035, 0.033, 0.030), roughness=0.9)
    ferrule = brushed("Dark steel", (0.20, 0.19, 0.18), roughness=0.35, seed=23)
    parts = (
        Part("Shade", _shade_outside(), looks["Brass"], looks),
        Part("Shade lining", _shade_inside(), inside),
        Part("Stand", joined([_stand(), _struts()]), looks["Brass"], looks),
        Part("Switch", _switch(), ferrule),
        Part("Bulb", _globe(), opal),
        Part("Cord", _cable(), cord),
    )
    return write_glb(standing(Model("Glim table lamp", parts, tuple(looks)), shade=0.5))


def _variant(name: str, price: int, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"GLIM-{name.upper()}", name, name, price, stock, 321, 321, 412, 2900, swatch)


PRODUCT = DemoProduct(
    slug="glim-table-lamp",
    name="Glim table lamp",
    tagline="A quiet dome of light",
    description=(
        "A spun dome hides the bulb from every chair in the room and sends its light down onto the book. "
        "The lining is enamelled warm white, the foot is heavy enough to be nudged by a cat. "
        "Dims at a touch of the button; cord two metres long, braided in cotton."
    ),
    category=LIGHTING,
    merchant=ATELIER_NORD,
    variants=(
        _variant("Brass", 24500, 11, "#c9a45c"),
        _variant("Steel", 22500, 16, "#b9b8b4"),
        _variant("Moss", 19900, 8, "#57634f"),
    ),
    build=build,
)
