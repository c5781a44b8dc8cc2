"""Fjell: a lounge chair of round timber and loose cushions, in three covers and three woods."""

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.leather import leather
from deploy.local.demo.materials.textile import boucle, plain_weave
from deploy.local.demo.materials.wood import OAK, SMOKED_OAK, WALNUT, wood
from deploy.local.demo.products.product import ATELIER_NORD, FURNITURE, DemoProduct, DemoVariant
from deploy.local.demo.shapes.bar import bar
from deploy.local.demo.shapes.curves import evenly, smooth, superellipse
from deploy.local.demo.shapes.cushion import Cushion
from deploy.local.demo.shapes.mesh import Array, Mesh, joined
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.sweep import rounded_tube

_TILE = 0.11
_SEAT_TILT = -5.0
_BACK_LEAN = 20.0
_BACK_FOOT = np.array([0.0, 0.415, -0.245])
_RISING = np.array([0.0, np.cos(np.radians(_BACK_LEAN)), -np.sin(np.radians(_BACK_LEAN))])
_BEHIND = np.array([0.0, -np.sin(np.radians(_BACK_LEAN)), -np.cos(np.radians(_BACK_LEAN))])


def _leg(foot: tuple[float, float, float], top: tuple[float, float, float]) -> Mesh:
    """A turned leg, fullest where the rails meet it."""
    share = np.linspace(0, 1, 36)
    path = np.array(foot) + (np.array(top) - np.array(foot)) * share[:, None]
    radius = 0.0125 + 0.0068 * np.sin(np.pi * np.clip(0.10 + share * 0.86, 0, 1)) ** 0.9
    return rounded_tube(path, radius, sides=24, edge=0.2)


def _arm() -> Mesh:
    """A paddle arm, broad under the hand and slender towards the back."""
    path = smooth(
        [
            (0.330, 0.556, 0.385),
            (0.331, 0.560, 0.22),
            (0.331, 0.555, 0.0),
            (0.328, 0.543, -0.24),
            (0.322, 0.536, -0.375),
        ],
        60,
    )
    share = np.linspace(0, 1, len(path))
    width = 0.78 + 0.42 * np.exp(-(((share - 0.22) / 0.26) ** 2)) - 0.18 * share
    thickness = 1 - 0.22 * share
    section = superellipse(0.0235, 0.0600, power=2.6, count=44)
    return bar(path, section, edge=0.0055, scale=np.stack([thickness, width], axis=1))


def _rail(start: Array, end: Array, tall: float, thick: float) -> Mesh:
    """A straight rail with softly rounded edges and a slight belly."""
    path = evenly(np.stack([start, end]), 30)
    belly = 1 + 0.06 * np.sin(np.pi * np.linspace(0, 1, 30))
    section = superellipse(tall, thick, power=4.5, count=40)
    return bar(path, section, edge=0.002, scale=np.stack([belly, np.ones(30)], axis=1))


def _side() -> Mesh:
    """The right-hand frame: two legs, an arm and a rail."""
    rail = _rail(np.array([0.331, 0.290, 0.322]), np.array([0.331, 0.236, -0.322]), 0.046, 0.020)
    front = _leg((0.338, 0.0, 0.342), (0.330, 0.558, 0.312))
    rear = _leg((0.338, 0.0, -0.385), (0.325, 0.540, -0.285))
    return joined(
        [front, rear.shifted_uvs(0.21, 0.4), _arm().shifted_uvs(0.05, 0.13), rail.shifted_uvs(0.3, 0.2)]
    )


def _back_frame() -> Mesh:
    """Posts and bowed slats that the back cushion leans on."""
    plane = _BACK_FOOT + _BEHIND * 0.098
    posts = []
    for x in (-0.245, 0.245):
        ends = [plane + _RISING * s + np.array([x, 0, 0]) for s in (-0.165, 0.435)]
        share = np.linspace(0, 1, 24)[:, None]
        posts.append(rounded_tube(ends[0] + (ends[1] - ends[0]) * share, 0.0130, sides=20, edge=0.4))
    slats = [
        _slat(plane + _RISING * s, tall)
        for s, tall in ((0.09, 0.036), (0.19, 0.036), (0.29, 0.036), (0.395, 0.052))
    ]
    return joined([*posts, *(slat.shifted_uvs(0.11 * i, 0.3 * i) for i, slat in enumerate(slats))])


def _slat(centre: Array, tall: float) -> Mesh:
    """A slat that bows backwards, let into the front of the posts."""
    across = np.linspace(-0.285, 0.285, 40)
    bow = _BEHIND[None, :] * (0.018 * (1 - (across / 0.285) ** 2))[:, None]
    path = centre - _BEHIND * 0.016 + bow + np.stack([across, np.zeros(40), np.zeros(40)], axis=1)
    section = superellipse(tall, 0.0125, power=4.0, count=36)
    turn = np.full(len(path), np.radians(_BACK_LEAN))
    return bar(path, section, edge=0.003, turn=turn)


def _frame() -> Mesh:
    cross = [
        _rail(np.array([-0.330, 0.287, 0.290]), np.array([0.330, 0.287, 0.290]), 0.050, 0.022),
        _rail(np.array([-0.330, 0.242, -0.272]), np.array([0.330, 0.242, -0.272]), 0.050, 0.024),
    ]
    side = _side()
    return joined([side, side.mirrored().shifted_uvs(0.17, 0.23), *cross, _back_frame()])


def _cushions() -> tuple[Mesh, Mesh]:
    """Covers and their piping, in place."""
    seat = Cushion(0.600, 0.145, 0.610, crown=0.024, seed=5)
    back = Cushion(0.600, 0.125, 0.455, crown=0.030, slack=0.0030, seed=8)
    back_centre = _BACK_FOOT + _RISING * 0.2275

    def seated(mesh: Mesh) -> Mesh:
        return mesh.turned("x", _SEAT_TILT).moved(0, 0.378, 0.028)

    def leaning(mesh: Mesh) -> Mesh:
        return mesh.turned("x", -90 - _BACK_LEAN).moved(*back_centre.tolist())

    covers = joined([seated(seat.cover()), leaning(back.cover()).shifted_uvs(0.31, 0.17)])
    return covers, joined([seated(seat.piping()), leaning(back.piping())])


def _deck() -> Mesh:
    """The webbing board under the seat."""
    return rounded_box((0.640, 0.010, 0.575), 0.004, cells=8).turned("x", _SEAT_TILT).moved(0, 0.290, 0.010)


def build() -> bytes:
    """The chair as GLB."""
    covers = {
        "Cream boucle, oak": boucle("Cream boucle", ("#86795f", "#c9bda6", "#ebe2d2"), tile_m=_TILE),
        "Spruce linen, smoked oak": plain_weave(
            "Spruce linen", ("#39443c", "#5f6f62", "#7f8f7f"), threads=72, tile_m=_TILE
        ),
        "Cognac leather, walnut": leather("Cognac leather", ("#6e3f24", "#9c6238", "#b87c4c"), tile_m=_TILE),
    }
    woods = dict(
        zip(covers, (wood(s, seed=110 + i) for i, s in enumerate((OAK, SMOKED_OAK, WALNUT))), strict=True)
    )
    deck = plain_weave("Deck canvas", ("#3b3833", "#57534c", "#6e6a62"), size=256, threads=24, seed=77)
    cover, piping = _cushions()
    first = next(iter(covers))
    parts = (
        Part("Frame", _frame(), woods[first], woods),
        Part("Cushions", cover, covers[first], covers),
        Part("Piping", piping, covers[first], covers),
        Part("Deck", _deck(), deck),
    )
    return write_glb(standing(Model("Fjell lounge chair", parts, tuple(covers)), shade=0.8))


def _variant(sku: str, name: str, price: int, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(f"FJELL-{sku}", name, name, price, stock, 732, 882, 868, 14200, swatch)


PRODUCT = DemoProduct(
    slug="fjell-lounge-chair",
    name="Fjell lounge chair",
    tagline="For the second half of the evening",
    description=(
        "Round timber, paddle arms and two generous cushions: a chair that asks you to stay. The seat tips back by five "
        "degrees and the back leans by twenty, which is where most people stop fidgeting. Covers are piped and unzip for "
        "cleaning; the frame is pegged, glued and finished with hard-wax oil."
    ),
    category=FURNITURE,
    merchant=ATELIER_NORD,
    variants=(
        _variant("BOUCLE", "Cream boucle, oak", 149000, 6, "#e6dcc9"),
        _variant("LINEN", "Spruce linen, smoked oak", 139000, 9, "#5f6f62"),
        _variant("LEATHER", "Cognac leather, walnut", 189000, 3, "#9c6238"),
    ),
    build=build,
)
