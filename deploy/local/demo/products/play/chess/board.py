"""The inlaid board and its one large picture of 64 squares."""

import itertools
from dataclasses import replace

import numpy as np

from deploy.local.demo.gltf.model import Material
from deploy.local.demo.materials.maps import Relief, base_map, relief_maps, with_base
from deploy.local.demo.materials.noise import Field, ramp
from deploy.local.demo.materials.wood import MAPLE, WALNUT, Board, Species, sawn
from deploy.local.demo.shapes.curves import rounded_loop
from deploy.local.demo.shapes.mesh import Array, Mesh
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.slab import slab

SQUARE = 0.045
_FIELD = 8 * SQUARE
_INLAY = _FIELD + 0.016
_OUTSIDE = 0.444
TOP = 0.0190
_PIXELS = 4096


def frame() -> Mesh:
    """The solid walnut board, its corners and edges rounded."""
    half = _OUTSIDE / 2
    outline = rounded_loop([(half, half), (-half, half), (-half, -half), (half, -half)], 0.012, steps=10)
    return slab(_divided(outline), 0.0186, edge=0.0035)


def _divided(outline: Array) -> Array:
    """Points along the straight sides too, so that shade can vary along them."""
    closed = np.concatenate([outline, outline[:1]])
    pieces = []
    for start, end in itertools.pairwise(closed):
        count = max(int(np.linalg.norm(end - start) / 0.02), 1)
        pieces.append(start + (end - start) * (np.arange(count) / count)[:, None])
    return np.concatenate(pieces)


def inlay() -> Mesh:
    """The veneered field, half a millimetre proud; its UVs run from 0 to its own width."""
    plate = rounded_box((_INLAY, 0.0020, _INLAY), 0.0004, steps=3, cells=64)
    return plate.moved(0, TOP - 0.0010, 0).shifted_uvs(_INLAY / 2, _INLAY / 2)


def squares_material(seed: int = 140) -> Material:
    """64 veneers of maple and walnut with stringing around them, as one 4096-pixel picture."""
    light, dark = (_veneer(species, seed + i) for i, species in enumerate((MAPLE, WALNUT)))
    rng = np.random.default_rng(seed)
    shape = (_PIXELS, _PIXELS)
    colours = np.empty((*shape, 3), dtype=np.float32)
    height, roughness, shade = (np.empty(shape, dtype=np.float32) for _ in range(3))
    # Rows of the picture run along the outside first: stringing, eight squares, stringing.
    margin = round((_INLAY - _FIELD) / 2 / _INLAY * _PIXELS)
    cuts = [0, *np.linspace(margin, _PIXELS - margin, 9).round().astype(int).tolist(), _PIXELS]
    for row in range(10):
        for column in range(10):
            is_edge = row in (0, 9) or column in (0, 9)
            wood = light if is_edge or (row + column) % 2 else dark
            rows, columns = slice(cuts[row], cuts[row + 1]), slice(cuts[column], cuts[column + 1])
            picked = _cut(wood, (rows.stop - rows.start, columns.stop - columns.start), rng)
            bevel = _seam(picked[1].shape)
            colours[rows, columns] = picked[0] * (0.55 + 0.45 * bevel)[..., None] * rng.uniform(0.93, 1.05)
            height[rows, columns] = picked[1] + 2.5e-5 * bevel
            roughness[rows, columns], shade[rows, columns] = picked[2], picked[3] * (0.7 + 0.3 * bevel)
    maps = relief_maps("Inlaid squares", Relief(height, roughness, shade), _INLAY, image_format="PNG")
    maps = with_base(maps, base_map("Inlaid squares", colours, image_format="PNG"))
    return Material("Inlaid squares", tile_m=_INLAY, maps=maps, clearcoat=0.3, clearcoat_roughness=0.35)


def _veneer(species: Species, seed: int) -> tuple[Board, Species]:
    """A sheet a little over two squares wide at the picture's resolution."""
    fine = replace(species, rings=max(species.rings // 4, 8), wander=species.wander * 0.3)
    return sawn(fine, size=_PIXELS // 4, seed=seed), species


def _cut(
    veneer: tuple[Board, Species], shape: tuple[int, int], rng: np.random.Generator
) -> tuple[Field, Field, Field, Field]:
    """Colours, height, roughness and light of a piece from a random place in a sheet."""
    board, species = veneer
    tone = board.tone
    row, column = (int(value) for value in rng.integers(0, tone.shape[0], 2))
    spot = np.ix_(
        (np.arange(shape[0]) + row) % tone.shape[0],
        (np.arange(shape[1]) + column) % tone.shape[1],
    )
    relief = board.relief
    light = np.broadcast_to(relief.light, tone.shape)
    return ramp(tone[spot], species.colours), relief.height[spot], relief.roughness[spot], light[spot]


def _seam(shape: tuple[int, int]) -> Field:
    """0 in the glue line around a piece, 1 inside."""
    down, right = (np.minimum(np.arange(n), np.arange(n)[::-1]).astype(np.float32) for n in shape)
    inside = np.minimum(down[:, None], right[None, :])
    return np.clip(inside / 5.0, 0, 1)
