"""Handmade paper with long fibres."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from deploy.local.demo.gltf.model import Colour, Material
from deploy.local.demo.materials.maps import Relief, base_map, relief_maps, with_base
from deploy.local.demo.materials.noise import Field, ramp, soft_noise


def washi(
    name: str,
    colours: tuple[str, str, str],
    glow: Colour,
    *,
    size: int = 1024,
    tile_m: float = 0.30,
    seed: int = 19,
) -> Material:
    """Kozo paper lit from behind: `glow` is the linear light that comes through."""
    rng = np.random.default_rng(seed)
    fibres = _fibres(size, rng)
    pulp = soft_noise(size, rng, grain=size * 0.03, slope=1.3)
    grain = soft_noise(size, rng, grain=2.5)
    tone = np.clip(0.42 + 0.16 * pulp - 0.5 * fibres, 0, 1)
    relief = Relief(
        (2.5e-5 * fibres + 6e-6 * grain).astype(np.float32),
        np.clip(0.86 + 0.03 * grain, 0, 1),
        1 - 0.1 * fibres,
    )
    maps = relief_maps(name, relief, tile_m)
    base = base_map(name, ramp(1 - tone, colours))
    return Material(name, tile_m=tile_m, maps=with_base(maps, base), glow=glow, is_double_sided=True)


def _fibres(size: int, rng: np.random.Generator) -> Field:
    """Curved threads, 0 to 1, across the borders too."""
    picture = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(picture)
    for _ in range(260):
        count = 14
        heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.22, count))
        step = size * rng.uniform(0.004, 0.011)
        x = rng.random() * size + np.cumsum(np.cos(heading)) * step
        y = rng.random() * size + np.cumsum(np.sin(heading)) * step
        shade = int(rng.uniform(60, 230))
        for right in (-size, 0, size):
            for down in (-size, 0, size):
                points = [(float(px) + right, float(py) + down) for px, py in zip(x, y, strict=True)]
                draw.line(points, fill=shade, width=2 if rng.random() < 0.3 else 1)
    soft = picture.filter(ImageFilter.GaussianBlur(0.7))
    return np.asarray(soft, dtype=np.float32) * np.float32(1 / 255)
