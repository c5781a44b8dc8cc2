"""Tove: a pair of clogs on alder soles, in three leathers."""

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.leather import leather
from deploy.local.demo.materials.metal import BRASS, brushed, powder_coated
from deploy.local.demo.materials.wood import CHERRY, wood
from deploy.local.demo.products.footwear import last
from deploy.local.demo.products.product import ATELIER_NORD, FOOTWEAR, DemoProduct, DemoVariant
from deploy.local.demo.shapes.mesh import Mesh, joined

_TILE = 0.10


def _pair(shoe: Mesh) -> Mesh:
    """Right and left, toes turned out a little, one half a step ahead."""
    right = shoe.turned("y", -4).moved(0.064, 0, 0.006)
    left = shoe.mirrored().turned("y", 5).moved(-0.064, 0, -0.010)
    return joined([right, left.shifted_uvs(0.37, 0.19)])


def build() -> bytes:
    """The pair as GLB."""
    uppers = {
        "Cognac": leather("Cognac nubuck", ("#74452a", "#9f693f", "#b8834f"), tile_m=_TILE, seed=120),
        "Ink": leather("Ink leather", ("#26282c", "#3b3e44", "#50545b"), tile_m=_TILE, seed=121),
        "Clay": leather("Clay leather", ("#9c7264", "#c0978a", "#d3b0a2"), tile_m=_TILE, seed=122),
    }
    lining = leather("Undyed lining", ("#b39a78", "#cfb894", "#dcc8a6"), size=512, tile_m=_TILE, seed=123)
    thread = powder_coated("Waxed thread", "#d9c9a8", roughness=0.8, size=256, seed=124)
    tread = powder_coated("Rubber tread", "#4a3d33", roughness=0.9, size=256, seed=125)
    parts = (
        Part("Soles", _pair(last.sole()), wood(CHERRY, tile_m=0.3, seed=126, name="Alder")),
        Part("Treads", _pair(last.tread()), tread),
        Part("Uppers", _pair(last.upper()), uppers["Cognac"], uppers),
        Part("Trim", _pair(joined([last.welt(), last.binding()])), uppers["Cognac"], uppers),
        Part("Lining", _pair(last.lining()), lining),
        Part("Tacks", _pair(last.tacks()), brushed("Brass tacks", BRASS, roughness=0.3, size=256)),
        Part("Stitches", _pair(last.stitches()), thread),
    )
    return write_glb(standing(Model("Tove clogs", parts, tuple(uppers)), shade=0.8))


def _variant(name: str, size: int, stock: int, swatch: str) -> DemoVariant:
    return DemoVariant(
        f"TOVE-{name.upper()}-{size}", f"{name}, {size}", name, 13900, stock, 219, 282, 101, 980, swatch
    )


PRODUCT = DemoProduct(
    slug="tove-clogs",
    name="Tove clogs",
    tagline="Made for gardens, worn to dinner",
    description=(
        "Vegetable-tanned leather, stretched wet over the last and tacked by hand to a sole of alder. "
        "The footbed is carved, not moulded, and gets better for a year or two before it settles. "
        "Rubber treads keep the neighbours friendly and can be replaced."
    ),
    category=FOOTWEAR,
    merchant=ATELIER_NORD,
    variants=(
        _variant("Cognac", 39, 13, "#9f693f"),
        _variant("Ink", 39, 8, "#3b3e44"),
        _variant("Clay", 39, 6, "#c0978a"),
    ),
    build=build,
)
