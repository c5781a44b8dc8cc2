"""Wood: growth rings, fibres, pores and rays, oiled. The grain runs along v."""

from dataclasses import dataclass

import numpy as np

from deploy.local.demo.gltf.model import Material
from deploy.local.demo.materials.maps import Relief, base_map, relief_maps, with_base
from deploy.local.demo.materials.noise import Field, ramp, soft_noise, stepped


@dataclass(frozen=True)
class Species:
    """How a wood looks: colours from early to late wood, rings in a tile, how much they wander, pores, rays."""

    name: str
    colours: tuple[str, ...]
    rings: int = 76
    wander: float = 8.0
    pores: float = 0.6
    rays: float = 0.0
    contrast: float = 0.9


OAK = Species("Oak", ("#c9ad86", "#b99a72", "#9d7c58", "#79593b"), pores=1.0, rays=0.5)
ASH = Species(
    "Ash", ("#e6d8c0", "#dcc8a8", "#c6ab86", "#a98c68"), rings=64, wander=7.0, pores=0.8, contrast=1.1
)
WALNUT = Species(
    "Walnut", ("#8f705a", "#775945", "#5c4333", "#402d22"), rings=56, wander=9.0, pores=0.7, contrast=1.1
)
SMOKED_OAK = Species("Smoked oak", ("#75604f", "#615040", "#4b3d31", "#362b23"), pores=1.0, rays=0.3)
BEECH = Species(
    "Beech", ("#dfc3a2", "#d5b592", "#c5a27d", "#b08a66"), rings=52, pores=0.2, rays=1.0, contrast=0.6
)
MAPLE = Species("Maple", ("#ebdcc2", "#e2ceae", "#d3ba96", "#bfa17b"), rings=44, pores=0.1, contrast=0.6)
CHERRY = Species("Cherry", ("#bd9070", "#ac7c5b", "#946547", "#784c34"), rings=52, pores=0.2, contrast=0.8)


@dataclass(frozen=True)
class Board:
    """The fields of one tile of wood."""

    tone: Field
    relief: Relief


def wood(
    species: Species,
    *,
    size: int = 1024,
    tile_m: float = 0.42,
    seed: int = 1,
    name: str = "",
    stain: str = "",
) -> Material:
    """An oiled wood. `stain` "#rrggbb" lays a thin paint over it that lets the grain show."""
    board = sawn(species, size=size, seed=seed)
    colours = ramp(board.tone, species.colours)
    if stain:
        paint = ramp(np.zeros_like(board.tone), (stain, stain))
        colours = paint * (0.9 + 0.1 * colours / colours.mean(axis=(0, 1)))
    title = name or species.name
    maps = with_base(relief_maps(title, board.relief, tile_m), base_map(title, colours))
    return Material(
        title, tile_m=tile_m, maps=maps, clearcoat=0.25 if stain else 0.0, clearcoat_roughness=0.45
    )


def sawn(species: Species, *, size: int, seed: int) -> Board:
    """One tile of a rift-sawn board: straight grain that wanders into long flames."""
    rng = np.random.default_rng(seed)
    scale = size / 1024
    across = np.linspace(0, 1, size, endpoint=False, dtype=np.float32)[None, :]
    wander = soft_noise(size, rng, grain=(1100 * scale, 330 * scale))
    ripple = soft_noise(size, rng, grain=(300 * scale, 40 * scale))
    phase = across * species.rings + wander * species.wander + ripple * 0.22
    within = phase - np.floor(phase)
    strengths = rng.uniform(0.3, 1.0, species.rings).astype(np.float32)
    late = stepped(within, 0.15, 0.85) * (1 - stepped(within, 0.85, 1.0))
    late *= strengths[np.floor(phase).astype(np.int64) % species.rings]
    fibre = soft_noise(size, rng, grain=(150 * scale, 1.6 * scale))
    band = soft_noise(size, rng, grain=(700 * scale, 45 * scale))
    pores = _pores(size, rng, within, scale) * species.pores
    rays = _rays(size, rng, scale) * species.rays
    tone = 0.26 + species.contrast * (0.40 * late + 0.13 * band) + 0.05 * fibre + 0.34 * pores - 0.15 * rays
    height = -6e-5 * pores + 7e-6 * fibre * (1 - 0.4 * late) + 1.2e-5 * late
    roughness = np.clip(0.58 - 0.06 * late + 0.02 * fibre + 0.12 * pores - 0.05 * rays, 0.3, 0.9)
    light = 1 - 0.3 * pores
    return Board(np.clip(tone, 0, 1).astype(np.float32), Relief(height, roughness, light))


def _pores(size: int, rng: np.random.Generator, within: Field, scale: float) -> Field:
    """Open vessels: fine dark strokes, crowded in the early wood of each ring."""
    strokes = soft_noise(size, rng, grain=(20 * scale, 1.3 * scale))
    early = 1 - stepped(np.abs(within - 0.1), 0.05, 0.4)
    return stepped(strokes + 0.6 * early, 1.5, 3.0)


def _rays(size: int, rng: np.random.Generator, scale: float) -> Field:
    """Medullary flecks: small bright lenses along the grain."""
    return stepped(soft_noise(size, rng, grain=(14 * scale, 2.6 * scale)), 1.7, 2.8)
