"""Tre: a three-legged stool with wedged through-tenons, in four woods."""

import itertools

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.wood import ASH, OAK, SMOKED_OAK, WALNUT, wood
from deploy.local.demo.products.product import ATELIER_NORD, FURNITURE, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import rounded
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Array, Mesh, around, joined
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.sweep import rounded_tube

_LEG_HEIGHT = 0.4449
_TENON_REACH = 0.098
_FOOT_REACH = 0.158


def _seat() -> Mesh:
    """A round seat, dished by 9 mm, its underside drawn in so that the edge looks thin."""
    profile = rounded(
        [
            (0, 0.412),
            (0.112, 0.412),
            (0.1725, 0.430),
            (0.1725, 0.4525),
            (0.150, 0.4525),
            (0.112, 0.4445),
            (0.05, 0.4425),
            (0, 0.4422),
        ],
        [0, 0.02, 0.008, 0.0075, 0.02, 0.06, 0.05, 0],
        steps=8,
    )
    return lathe(_filled(profile), segments=96)


def _filled(profile: Array) -> Array:
    """Break long straight runs up, so that shade can fall where the legs meet the seat."""
    pieces = [profile[:1]]
    for start, end in itertools.pairwise(profile):
        count = max(int(np.linalg.norm(end - start) / 0.012), 1)
        pieces.append(start + (end - start) * np.linspace(0, 1, count + 1)[1:, None])
    return np.concatenate(pieces)


def _leg() -> Mesh:
    """A leg turned fuller in its middle, splayed by shearing so that foot and tenon end level."""
    share = np.linspace(0, 1, 40)
    radius = 0.0125 + 0.0052 * np.sin(np.pi * (1 - share) ** 0.75) ** 0.8
    side = np.stack([radius, share * _LEG_HEIGHT], axis=1)[1:-1]
    ends = rounded([(0, 0), (0.0125, 0), side[0].tolist()], [0, 0.0025, 0])
    tenon = rounded([side[-1].tolist(), (0.0125, _LEG_HEIGHT), (0, _LEG_HEIGHT)], [0, 0.0008, 0])
    straight = lathe(np.concatenate([ends, side[1:-1], tenon]), segments=28)
    return straight.deformed(_splayed)


def _splayed(positions: Array) -> Array:
    share = positions[:, 1:2] / _LEG_HEIGHT
    return positions + np.array([_FOOT_REACH, 0, 0]) * (1 - share) + np.array([_TENON_REACH, 0, 0]) * share


def _wedge() -> Mesh:
    """The dark key that spreads the tenon in the seat."""
    return rounded_box((0.0034, 0.006, 0.0236), 0.0006, steps=2).moved(_TENON_REACH, _LEG_HEIGHT - 0.0024)


def _stretcher(height: float, turn: float) -> Mesh:
    """A rail between two legs, thicker in its middle."""
    reach = _FOOT_REACH + (_TENON_REACH - _FOOT_REACH) * height / _LEG_HEIGHT
    ends = [np.array([reach * np.cos(a), height, -reach * np.sin(a)]) for a in (0.0, 2 * np.pi / 3)]
    along = np.linspace(0, 1, 24)
    path = ends[0] + (ends[1] - ends[0]) * along[:, None]
    return rounded_tube(path, 0.0068 + 0.0042 * np.sin(np.pi * along), sides=20).turned("y", turn)


def build() -> bytes:
    """The stool as GLB."""
    woods = {
        species.name: wood(species, seed=50 + i) for i, species in enumerate((OAK, ASH, WALNUT, SMOKED_OAK))
    }
    dark = wood(WALNUT, size=256, seed=9, name="Walnut wedge")
    legs = around(_leg(), 3)
    rails = joined([_stretcher(0.150, 0), _stretcher(0.175, 120), _stretcher(0.200, 240)])
    parts = (
        Part("Seat", _seat(), woods["Oak"], woods),
        Part("Legs", legs, woods["Oak"], woods),
        Part("Stretchers", rails, woods["Oak"], woods),
        Part("Wedges", around(_wedge(), 3), dark),
    )
    return write_glb(standing(Model("Tre stool", parts, tuple(woods))))


def _variant(name: str, price: int, stock: int, swatch: str) -> DemoVariant:
    sku = f"TRE-{name.upper().replace(' ', '-')}"
    return DemoVariant(sku, name, name, price, stock, 345, 345, 453, 3100, swatch)


PRODUCT = DemoProduct(
    slug="tre-stool",
    name="Tre stool",
    tagline="Three legs never wobble",
    description=(
        "A stool that stands true on any floor. The seat is hollowed to sit well, and each leg runs right through it, "
        "locked from above with a walnut wedge. Three rails at three heights keep the holes out of each other's way "
        "and give your feet a choice. Oiled, and easily oiled again."
    ),
    category=FURNITURE,
    merchant=ATELIER_NORD,
    variants=(
        _variant("Oak", 22900, 14, "#cba674"),
        _variant("Ash", 21900, 9, "#dcc49b"),
        _variant("Walnut", 27900, 6, "#744f36"),
        _variant("Smoked oak", 23900, 0, "#58402e"),
    ),
    build=build,
)
