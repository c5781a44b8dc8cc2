"""Metals: brushed, cast and powder-coated."""

import numpy as np

from deploy.local.demo.gltf.model import Colour, Material, linear
from deploy.local.demo.materials.maps import Relief, relief_maps
from deploy.local.demo.materials.noise import soft_noise

# Reflectance of the bare metals at normal incidence, linear.
BRASS: Colour = (0.83, 0.60, 0.29)
STEEL: Colour = (0.60, 0.59, 0.57)
COPPER: Colour = (0.90, 0.55, 0.43)


def brushed(
    name: str,
    colour: Colour,
    *,
    roughness: float = 0.3,
    size: int = 512,
    tile_m: float = 0.12,
    seed: int = 11,
) -> Material:
    """Metal brushed around its form: fine scratches along u."""
    rng = np.random.default_rng(seed)
    scratch = soft_noise(size, rng, grain=(1.3, size * 0.35))
    smear = soft_noise(size, rng, grain=size * 0.2, slope=1.0)
    relief = Relief(
        height=(7.0e-7 * scratch).astype(np.float32),
        roughness=np.clip(roughness + 0.022 * scratch + 0.02 * smear, 0.05, 1),
        metalness=1.0,
    )
    return Material(
        name,
        tile_m=tile_m,
        maps=relief_maps(name, relief, tile_m),
        colour=colour,
        roughness=1.0,
        metalness=1.0,
    )


def powder_coated(
    name: str, swatch: str, *, roughness: float = 0.5, size: int = 512, tile_m: float = 0.12, seed: int = 12
) -> Material:
    """Fine-textured paint on metal."""
    rng = np.random.default_rng(seed)
    orange_peel = soft_noise(size, rng, grain=7.0)
    relief = Relief(
        height=(1.6e-6 * orange_peel).astype(np.float32),
        roughness=np.clip(roughness + 0.02 * orange_peel, 0, 1),
    )
    return Material(name, tile_m=tile_m, maps=relief_maps(name, relief, tile_m), colour=linear(swatch))


def cast_iron(name: str, swatch: str, *, size: int = 512, tile_m: float = 0.1, seed: int = 13) -> Material:
    """Sand-cast iron under a matte enamel: pitted, with a slight gleam on what stands out."""
    rng = np.random.default_rng(seed)
    grain = soft_noise(size, rng, grain=6.0, slope=1.4)
    fine = soft_noise(size, rng, grain=3.0)
    relief = Relief(
        height=(2.2e-5 * grain + 8e-6 * fine).astype(np.float32),
        roughness=np.clip(0.5 - 0.06 * grain + 0.03 * fine, 0.25, 0.9),
        light=np.clip(0.95 + 0.06 * grain, 0.7, 1),
        metalness=0.55,
    )
    return Material(
        name, tile_m=tile_m, maps=relief_maps(name, relief, tile_m), colour=linear(swatch), metalness=1.0
    )
