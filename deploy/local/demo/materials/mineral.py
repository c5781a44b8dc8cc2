"""Terrazzo: chips of stone in cement, ground flat and honed."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from deploy.local.demo.gltf.model import Material
from deploy.local.demo.materials.maps import Relief, base_map, relief_maps, with_base
from deploy.local.demo.materials.noise import Field, ramp, soft_noise

_OVERSAMPLING = 2


@dataclass(frozen=True)
class Mix:
    """A terrazzo recipe: its cement and the colours of its chips."""

    name: str
    cement: str
    chips: tuple[str, ...]


def terrazzo(mix: Mix, *, size: int = 1024, tile_m: float = 0.32, seed: int = 17) -> Material:
    """Honed terrazzo; the chips shine a little more than the cement."""
    rng = np.random.default_rng(seed)
    chips, is_chip = _scattered(mix, size, rng)
    sand = soft_noise(size, rng, grain=2.0)
    cloud = soft_noise(size, rng, grain=size * 0.25, slope=1.0)
    cement = ramp(np.zeros((size, size), dtype=np.float32), (mix.cement, mix.cement))
    cement = cement * (1 + 0.018 * cloud + 0.02 * sand)[..., None]
    veins = 1 + 0.05 * soft_noise(size, rng, grain=size * 0.03, slope=1.0)[..., None]
    colours = cement + (chips * veins - cement) * is_chip[..., None]
    roughness = 0.42 - 0.14 * is_chip + 0.015 * sand
    height = 4e-6 * is_chip + 1.2e-6 * sand * (1 - is_chip)
    maps = relief_maps(mix.name, Relief(height.astype(np.float32), roughness), tile_m)
    return Material(mix.name, tile_m=tile_m, maps=with_base(maps, base_map(mix.name, colours)))


def _scattered(mix: Mix, size: int, rng: np.random.Generator) -> tuple[Field, Field]:
    """Chip colours (rows, columns, 3) and where chips are, from large ones to crumbs, none overlapping much."""
    wide = size * _OVERSAMPLING
    picture = Image.new("RGBA", (wide, wide), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    taken: list[tuple[float, float, float]] = []
    for count, radius in ((26, 0.030), (90, 0.017), (300, 0.008), (700, 0.0038)):
        for _ in range(count):
            reach = radius * wide * rng.uniform(0.7, 1.3)
            x, y = rng.random(2) * wide
            if radius > 0.005 and _is_crowded(taken, x, y, reach, wide):
                continue
            taken.append((x, y, reach))
            _chip(draw, (x, y, reach), str(rng.choice(mix.chips)), rng, wide)
    small = np.asarray(picture.resize((size, size), Image.Resampling.BOX), dtype=np.float32) * np.float32(
        1 / 255
    )
    cover = small[..., 3]
    return small[..., :3] / np.maximum(cover, 1e-3)[..., None] * (cover > 0)[..., None], cover


def _is_crowded(taken: list[tuple[float, float, float]], x: float, y: float, reach: float, wide: int) -> bool:
    for other_x, other_y, other_reach in taken:
        right, down = abs(other_x - x), abs(other_y - y)
        distance = np.hypot(min(right, wide - right), min(down, wide - down))
        if distance < (reach + other_reach) * 0.92:
            return True
    return False


def _chip(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float, float],
    colour: str,
    rng: np.random.Generator,
    wide: int,
) -> None:
    """An angular pebble, drawn again across each border that it may cross."""
    x, y, reach = place
    corners = int(rng.integers(5, 9))
    angle = (np.arange(corners) + rng.uniform(-0.3, 0.3, corners)) * 2 * np.pi / corners
    radius = reach * rng.uniform(0.62, 1.0, corners)
    turn, squash = rng.uniform(0, np.pi), rng.uniform(0.6, 1.0)
    flat = np.stack([radius * np.cos(angle), radius * np.sin(angle) * squash])
    outline = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ flat
    for right in (-wide, 0, wide):
        for down in (-wide, 0, wide):
            points = [(x + right + px, y + down + py) for px, py in outline.T.tolist()]
            draw.polygon(points, fill=colour)
