"""Lykta: a ribbed paper pendant."""

import itertools

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Material, Model, Part, standing
from deploy.local.demo.materials.metal import BRASS, brushed
from deploy.local.demo.materials.paper import washi
from deploy.local.demo.materials.wood import ASH, wood
from deploy.local.demo.products.product import HINOKI_AND_CLAY, LIGHTING, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import evenly, rounded, smooth
from deploy.local.demo.shapes.lathe import lathe, turned_grid
from deploy.local.demo.shapes.mesh import Array, Mesh, joined
from deploy.local.demo.shapes.surface import ring
from deploy.local.demo.shapes.sweep import rounded_tube, tube

_RIBS = 27
_STEPS = 8
_TILE = 0.3


def _outline() -> Array:
    """The lantern's outline at its ribs: a flattened sphere, drawn in towards both openings."""
    curve = smooth(
        [
            (0.066, 0.0),
            (0.112, 0.010),
            (0.176, 0.047),
            (0.218, 0.112),
            (0.226, 0.165),
            (0.211, 0.222),
            (0.162, 0.281),
            (0.098, 0.316),
            (0.058, 0.326),
        ],
        400,
    )
    return evenly(curve, _RIBS + 1)


def _paper() -> Mesh:
    """Paper stretched from rib to rib, sagging inwards a little and wrinkling along the meridians."""
    ribs = _outline()
    rows = [ribs[:1]]
    for low, high in itertools.pairwise(ribs):
        share = np.linspace(0, 1, _STEPS + 1)[1:, None]
        chord = high - low
        inward = np.array([-chord[1], chord[0]])
        rows.append(low + chord * share + inward * 0.13 * (1 - (2 * share - 1) ** 2))
    profile = np.concatenate(rows)
    grid = turned_grid(profile, 200)
    return ring(grid * _wrinkles(len(profile), 200)[..., None] ** np.array([1.0, 0.0, 1.0]), tile=_TILE)


def _wrinkles(rows: int, columns: int) -> Array:
    """Radius factors: shallow creases that start afresh between each pair of ribs."""
    rng = np.random.default_rng(91)
    angle = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    factors = np.ones((rows, columns))
    for gap in range(_RIBS):
        waves = rng.integers(14, 40, 5)
        crease = sum(np.cos(wave * angle + rng.uniform(0, 6.28)) for wave in waves) / 5
        sag = np.sin(np.pi * np.linspace(0, 1, _STEPS + 1))
        factors[gap * _STEPS : (gap + 1) * _STEPS + 1] += 0.0032 * sag[:, None] * crease
    return factors


def _ribs() -> Mesh:
    """Split-bamboo hoops just proud of the paper."""
    hoops = []
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    for index, (radius, height) in enumerate(_outline().tolist()):
        is_end = index in (0, _RIBS)
        hoop = np.stack(
            [radius * np.cos(angle), np.full_like(angle, height), -radius * np.sin(angle)], axis=1
        )
        hoops.append(tube(hoop, 0.0030 if is_end else 0.0011, sides=8, closed=True))
    return joined(hoops)


def _holder() -> Mesh:
    """Brass lamp holder, crossbar and canopy."""
    socket = rounded(
        [
            (0, 0.236),
            (0.018, 0.236),
            (0.020, 0.240),
            (0.020, 0.300),
            (0.012, 0.318),
            (0.005, 0.330),
            (0.004, 0.352),
            (0, 0.353),
        ],
        0.004,
    )
    canopy = rounded(
        [
            (0, 0.742),
            (0.050, 0.742),
            (0.0525, 0.7445),
            (0.046, 0.766),
            (0.008, 0.775),
            (0.008, 0.782),
            (0, 0.782),
        ],
        [0, 0.002, 0.002, 0.012, 0.004, 0.001, 0],
    )
    bar = np.linspace([-0.058, 0.326, 0], [0.058, 0.326, 0], 12)
    return joined(
        [
            lathe(socket, segments=48, tile=0.12),
            lathe(canopy, segments=64, tile=0.12),
            rounded_tube(bar, 0.0022, sides=10),
        ]
    )


def _bulb() -> Mesh:
    angle = np.linspace(0, np.pi, 28)
    return lathe(np.stack([0.045 * np.sin(angle), 0.192 - 0.045 * np.cos(angle)], axis=1), segments=40)


def build() -> bytes:
    """The pendant as GLB."""
    papers = {
        "Natural": washi("Natural washi", ("#f1e9d8", "#eadfc8", "#cdbb98"), (0.20, 0.155, 0.095)),
        "Persimmon": washi("Persimmon washi", ("#dc9a6d", "#cf8655", "#a8643c"), (0.15, 0.06, 0.02), seed=20),
    }
    cord = Material("Linen cord", colour=(0.10, 0.09, 0.075), roughness=0.9)
    opal = Material("Opal bulb", colour=(0.9, 0.86, 0.78), roughness=0.3, glow=(1.0, 0.82, 0.58))
    parts = (
        Part("Paper", _paper(), papers["Natural"], papers),
        Part("Hoops", _ribs(), wood(ASH, size=256, tile_m=0.1, seed=92, name="Split bamboo")),
        Part("Holder", _holder(), brushed("Brushed brass", BRASS, roughness=0.28)),
        Part("Bulb", _bulb(), opal),
        Part("Cord", tube(np.linspace([0, 0.350, 0], [0, 0.745, 0], 30), 0.0031, sides=12), cord),
    )
    return write_glb(standing(Model("Lykta pendant", parts, tuple(papers)), shade=0.6))


def _variant(name: str, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"LYKTA-{name.upper()}", name, name, 16900, stock, 454, 454, 785, 620, swatch)


PRODUCT = DemoProduct(
    slug="lykta-pendant",
    name="Lykta pendant",
    tagline="Paper, bamboo, evening",
    description=(
        "Twenty-eight hoops of split bamboo, wound by hand and covered in kozo paper that turns lamplight into dusk. "
        "It folds flat for the journey and opens with a wire; the long fibres make it stronger than it looks. "
        "Brass fittings, three metres of linen cord to be cut to the ceiling."
    ),
    category=LIGHTING,
    merchant=HINOKI_AND_CLAY,
    variants=(_variant("Natural", 21, "#eadfc8"), _variant("Persimmon", 9, "#cf8655")),
    build=build,
)
