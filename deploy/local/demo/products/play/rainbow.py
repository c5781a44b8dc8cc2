"""Bue: a nested rainbow of six stained arches."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.wood import BEECH, wood
from deploy.local.demo.products.product import ATELIER_NORD, PLAY, DemoProduct, DemoVariant
from deploy.local.demo.shapes.bar import bar
from deploy.local.demo.shapes.curves import evenly, rounded_loop
from deploy.local.demo.shapes.mesh import Array, Mesh

_DEPTH = 0.068
_THICKNESS = 0.0215
_STEP = 0.0245
_CORE = 0.0235
_LOOKS = {
    "Meadow": ("#c8553d", "#e08e45", "#e9c46a", "#8aab7c", "#4f8a8b", "#3d5a80"),
    "Clay": ("#6d3b2f", "#9c5238", "#c27850", "#d9a679", "#e6c8a4", "#efe0cb"),
    "Fjord": ("#22384f", "#34567a", "#5480a0", "#83a9ba", "#b4cbcd", "#dfe5df"),
}


def _arch(ring: int) -> Mesh:
    """One arch, outermost first; it is a little deeper in proportion at its feet, like bent wood."""
    radius = _CORE + _STEP * (5 - ring) + _THICKNESS / 2
    angle = np.linspace(np.pi, 0, 48)
    path = np.stack([radius * np.cos(angle), 0.012 + radius * np.sin(angle), np.zeros_like(angle)], axis=1)
    feet = np.array([[-radius, 0, 0], [-radius, 0.006, 0]])
    path = np.concatenate([feet, path, (feet * [-1, 1, 1])[::-1]])
    half_thickness, half_depth = _THICKNESS / 2, _DEPTH / 2
    section = rounded_loop(
        [
            (-half_depth, -half_thickness),
            (half_depth, -half_thickness),
            (half_depth, half_thickness),
            (-half_depth, half_thickness),
        ],
        0.0045,
        steps=5,
    )
    return bar(evenly(path, 64), _subdivided(section), edge=0.0025).shifted_uvs(0.17 * ring, 0.29 * ring)


def _subdivided(section: Array) -> Array:
    closed = np.concatenate([section, section[:1]])
    extra = np.linspace(0, 1, 4, endpoint=False)
    is_long = np.linalg.norm(np.diff(closed, axis=0), axis=1) > 0.01
    pieces = [
        closed[i] + (closed[i + 1] - closed[i]) * (extra if is_long[i] else extra[:1])[:, None]
        for i in range(len(section))
    ]
    return np.concatenate(pieces)


def build() -> bytes:
    """The rainbow as GLB."""
    stained = {
        look: [
            wood(BEECH, size=512, tile_m=0.2, seed=80 + i, name=f"{look} {i + 1}", stain=c)
            for i, c in enumerate(colours)
        ]
        for look, colours in _LOOKS.items()
    }
    parts = tuple(
        Part(
            f"Arch {i + 1}",
            _arch(i),
            stained["Meadow"][i],
            {look: woods[i] for look, woods in stained.items()},
        )
        for i in range(6)
    )
    return write_glb(standing(Model("Bue rainbow", parts, tuple(_LOOKS)), shade=0.75))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"BUE-{name.upper()}", name, name, 6400, stock, 335, 68, 179, 1450, swatch)


PRODUCT = DemoProduct(
    slug="bue-rainbow",
    name="Bue rainbow",
    tagline="Six arches, no instructions",
    description=(
        "A tunnel, a cradle, a fence, a bridge, and on tidy days a rainbow. Six arches are sawn from one block of beech "
        "and stained so that the grain still shows, with water-based colours that are safe to chew. "
        "The edges are rounded by hand; the arches nest with just enough play for small fingers."
    ),
    category=PLAY,
    merchant=ATELIER_NORD,
    variants=(
        _variant("Meadow", 31, "#e08e45"),
        _variant("Clay", 18, "#c27850"),
        _variant("Fjord", 22, "#5480a0"),
    ),
    build=build,
)
