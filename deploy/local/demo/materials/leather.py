"""Aniline leather."""

import numpy as np

from deploy.local.demo.gltf.model import Material
from deploy.local.demo.materials.maps import Relief, base_map, relief_maps, with_base
from deploy.local.demo.materials.noise import cells, ramp, soft_noise, stepped


def leather(
    name: str,
    colours: tuple[str, ...],
    *,
    size: int = 1024,
    tile_m: float = 0.12,
    grain: int = 90,
    seed: int = 44,
) -> Material:
    """Full-grain leather: pebbles parted by creases, darker where the dye has settled."""
    rng = np.random.default_rng(seed)
    nearest, second, owner = cells(size, rng, grain)
    crease = 1 - stepped(second - nearest, 0.02, 0.34)
    dome = 1 - np.clip(nearest, 0, 1) ** 2
    wide = soft_noise(size, rng, grain=size * 0.16, slope=1.0)
    pebble_tone = rng.normal(0, 1, grain * grain).astype(np.float32)[owner]
    pull = np.clip(1 + 0.35 * soft_noise(size, rng, grain=size * 0.08), 0.2, 1.8)
    tone = np.clip(0.52 + 0.045 * wide + 0.02 * pebble_tone - 0.24 * crease * pull, 0, 1)
    height = (5.5e-5 * (dome - 0.8 * crease) * pull).astype(np.float32)
    relief = Relief(
        height, np.clip(0.50 + 0.015 * wide + 0.12 * crease, 0, 1), np.clip(1 - 0.3 * crease, 0, 1)
    )
    maps = with_base(relief_maps(name, relief, tile_m), base_map(name, ramp(tone, colours)))
    return Material(name, tile_m=tile_m, maps=maps)
