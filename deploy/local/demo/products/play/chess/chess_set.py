"""The whole set: board, thirty-two pieces, felt."""

from collections.abc import Callable

import numpy as np

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Model, Part, standing
from deploy.local.demo.materials.metal import powder_coated
from deploy.local.demo.materials.wood import MAPLE, WALNUT, wood
from deploy.local.demo.products.play.chess import board, pieces
from deploy.local.demo.products.product import ATELIER_NORD, PLAY, DemoProduct, DemoVariant
from deploy.local.demo.shapes.curves import rounded
from deploy.local.demo.shapes.lathe import lathe
from deploy.local.demo.shapes.mesh import Mesh, around, joined

_BACK_RANK: tuple[Callable[[], Mesh], ...] = (
    pieces.rook,
    pieces.knight,
    pieces.bishop,
    pieces.queen,
    pieces.king,
    pieces.bishop,
    pieces.knight,
    pieces.rook,
)
_TILE = 0.14


def _army() -> dict[str, Mesh]:
    """White's sixteen pieces at their places, by rank."""
    places = (np.arange(8) - 3.5) * board.SQUARE
    rng = np.random.default_rng(150)

    def placed(mesh: Mesh, file: int, rank: float) -> Mesh:
        # Nobody sets pieces up perfectly: a hair off centre, a few degrees turned.
        aside, ahead = rng.normal(0, 0.0009, 2)
        turned = mesh.turned("y", float(rng.normal(0, 4))).shifted_uvs(*rng.random(2).tolist())
        return turned.moved(float(places[file] + aside), board.TOP, rank + float(ahead))

    back = joined(placed(piece(), file, 3.5 * board.SQUARE) for file, piece in enumerate(_BACK_RANK))
    pawns = joined(placed(pieces.pawn(), file, 2.5 * board.SQUARE) for file in range(8))
    return {"back rank": back, "pawns": pawns}


def _pads() -> Mesh:
    """Felt feet under the board."""
    pad = lathe(
        rounded([(0, -0.0022), (0.009, -0.0022), (0.0098, -0.001), (0.0098, 0.0004), (0, 0.0004)], 0.0006),
        segments=28,
    )
    return around(pad.moved(0.262, 0, 0), 4, first_degrees=45)


def build() -> bytes:
    """The chess set as GLB."""
    maple = wood(MAPLE, tile_m=_TILE, seed=151, name="Turned maple")
    walnut = wood(WALNUT, tile_m=_TILE, seed=152, name="Turned walnut")
    solid = wood(WALNUT, seed=153, name="Walnut board")
    white = _army()
    # Black mirrors White across the board, so that king faces king.
    black = {name: mesh.turned("y", 180).mirrored() for name, mesh in white.items()}
    parts = (
        Part("Board", board.frame(), solid),
        Part("Squares", board.inlay(), board.squares_material()),
        *(Part(f"White {name}", mesh, maple) for name, mesh in white.items()),
        *(Part(f"Black {name}", mesh, walnut) for name, mesh in black.items()),
        Part("Felt", _pads(), powder_coated("Felt", "#3c4a40", roughness=0.95, size=256, seed=154)),
    )
    return write_glb(standing(Model("Skak chess set", parts), shade=0.8))


PRODUCT = DemoProduct(
    slug="skak-chess-set",
    name="Skak chess set",
    tagline="Thirty-two good reasons to stay in",
    description=(
        "Maple plays walnut on a field of sixty-four hand-laid veneers, no two cut from the same place. "
        "The pieces are turned slim and weighted low, the knights are sawn and shaped by one pair of hands. "
        "Felt feet, an oiled finish, and an opening book's worth of evenings."
    ),
    category=PLAY,
    merchant=ATELIER_NORD,
    variants=(
        DemoVariant("SKAK-MAPLE-WALNUT", "Maple and walnut", None, 32900, 9, 444, 444, 119, 3900, "#b08a63"),
    ),
    build=build,
)
