"""Stoneware: glazes that pool and speckle, and the bare clay under them."""

from dataclasses import dataclass

import numpy as np

from deploy.local.demo.gltf.model import Material
from deploy.local.demo.materials.maps import Relief, base_map, relief_maps, with_base
from deploy.local.demo.materials.noise import Field, ramp, soft_noise, stamped, stepped


@dataclass(frozen=True)
class Glaze:
    """A glaze: its name, colours from thin to thick, the colour of its iron specks and how many to a tile."""

    name: str
    colours: tuple[str, ...]
    speck: str = "#4a3826"
    specks: int = 420
    roughness: float = 0.38
    gloss: float = 0.75


def glazed(glaze: Glaze, *, size: int = 1024, tile_m: float = 0.14, seed: int = 3) -> Material:
    """A glazed surface with a glassy coat over softly varying colour."""
    rng = np.random.default_rng(seed)
    cloud = soft_noise(size, rng, grain=size * 0.22, slope=0.9)
    mottle = soft_noise(size, rng, grain=size * 0.02, slope=1.2)
    specks = _specks(size, rng, glaze.specks)
    tone = np.clip(0.5 + 0.13 * cloud + 0.05 * mottle, 0, 1)
    spotted = ramp(np.zeros_like(tone), (glaze.speck, glaze.speck))
    colours = ramp(tone, glaze.colours)
    colours = colours + (spotted - colours) * np.minimum(specks * 1.15, 0.92)[..., None]
    height = 1.1e-5 * soft_noise(size, rng, grain=size * 0.06) + 2.0e-5 * specks
    roughness = np.clip(glaze.roughness + 0.03 * cloud + 0.2 * specks, 0.08, 1)
    maps = relief_maps(glaze.name, Relief(height.astype(np.float32), roughness), tile_m)
    return Material(
        glaze.name,
        tile_m=tile_m,
        maps=with_base(maps, base_map(glaze.name, colours)),
        clearcoat=glaze.gloss,
        clearcoat_roughness=0.12,
    )


def bare_clay(
    name: str, colours: tuple[str, ...], *, size: int = 512, tile_m: float = 0.14, seed: int = 5
) -> Material:
    """Unglazed stoneware: matte, sandy, with dark grog."""
    rng = np.random.default_rng(seed)
    sand = soft_noise(size, rng, grain=3.0)
    cloud = soft_noise(size, rng, grain=size * 0.2, slope=1.0)
    grog = stepped(soft_noise(size, rng, grain=5.0), 2.2, 2.9)
    tone = np.clip(0.5 + 0.1 * cloud + 0.07 * sand + 0.45 * grog, 0, 1)
    relief = Relief(3e-5 * sand - 6e-5 * grog, np.clip(0.86 + 0.05 * sand, 0.6, 1))
    maps = relief_maps(name, relief, tile_m)
    return Material(name, tile_m=tile_m, maps=with_base(maps, base_map(name, ramp(tone, colours))))


def _specks(size: int, rng: np.random.Generator, count: int) -> Field:
    """Iron spots of many sizes, most of them tiny."""
    field = np.zeros((size, size), dtype=np.float32)
    radii = size / 1024 * np.clip(1.0 + rng.exponential(1.1, count), 1.0, 7.0)
    for radius, row, column in zip(radii, *rng.integers(0, size, (2, count)), strict=True):
        reach = int(radius * 2) + 2
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
        stretch = 1 + 0.5 * (rng.random() - 0.5)
        distance = np.hypot(x * stretch, y / stretch)
        spot = (1 - stepped(distance, radius * 0.6, radius * 1.35)) * (0.45 + 0.55 * rng.random())
        stamped(field, spot.astype(np.float32), int(row), int(column))
    return field
