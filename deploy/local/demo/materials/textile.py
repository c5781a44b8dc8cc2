"""Cloth: plain weave, boucle and knitting wool."""

import numpy as np

from deploy.local.demo.gltf.model import Material, Sheen, linear
from deploy.local.demo.materials.maps import Relief, base_map, relief_maps, with_base
from deploy.local.demo.materials.noise import Field, ramp, soft_noise


def plain_weave(
    name: str,
    colours: tuple[str, str, str],
    *,
    threads: int = 44,
    size: int = 1024,
    tile_m: float = 0.066,
    seed: int = 41,
) -> Material:
    """Linen: slubby threads, over and under, each a little different from the next."""
    rng = np.random.default_rng(seed)
    place = np.arange(size, dtype=np.float32) * threads / size
    wander = 0.10 * soft_noise(size, rng, grain=(size * 0.1, size * 0.02))
    across = place[None, :] + wander
    along = place[:, None] + 0.10 * soft_noise(size, rng, grain=(size * 0.02, size * 0.1))
    warp, weft = np.floor(across).astype(np.int64) % threads, np.floor(along).astype(np.int64) % threads
    is_over = (warp + weft) % 2 == 0
    warp_round, weft_round = np.abs(np.sin(np.pi * across)), np.abs(np.sin(np.pi * along))
    upper = np.where(is_over, np.sqrt(warp_round) * weft_round**0.35, np.sqrt(weft_round) * warp_round**0.35)
    twist = np.where(
        is_over,
        soft_noise(size, rng, grain=(7.0, 1.6)),
        soft_noise(size, rng, grain=(1.6, 7.0)),
    )
    slub = np.where(is_over, rng.normal(0, 1, threads)[warp], rng.normal(0, 1, threads)[weft])
    tone = np.clip(0.18 + 0.52 * upper + 0.055 * slub + 0.08 * twist, 0, 1)
    height = (2.6e-4 * upper + 1.5e-5 * twist).astype(np.float32)
    relief = Relief(height, np.clip(0.9 - 0.05 * upper, 0, 1), np.clip(0.45 + 0.6 * upper, 0, 1))
    return _cloth(name, colours, tone.astype(np.float32), relief, tile_m)


def boucle(
    name: str, colours: tuple[str, str, str], *, size: int = 1024, tile_m: float = 0.11, seed: int = 42
) -> Material:
    """Looped wool: curls lying over curls."""
    rng = np.random.default_rng(seed)
    height, crest = np.zeros((size, size), dtype=np.float32), np.zeros((size, size), dtype=np.float32)
    curls = [_curl(rng, size * rng.uniform(0.022, 0.038)) for _ in range(60)]
    for layer in range(4):
        for row, column in rng.integers(0, size, (560, 2)):
            lift = 0.16 * layer + 0.14 * rng.random()
            _lay(height, crest, curls[int(rng.integers(len(curls)))], lift, (int(row), int(column)))
    fuzz = soft_noise(size, rng, grain=2.6)
    tone = np.clip(0.02 + 0.92 * crest + 0.05 * fuzz, 0, 1)
    relief = Relief(
        (1.3e-3 * height + 2.0e-5 * fuzz).astype(np.float32),
        np.full_like(height, 0.95),
        np.clip(0.25 + 0.85 * crest, 0, 1),
    )
    return _cloth(name, colours, tone, relief, tile_m)


def wool(
    name: str, colours: tuple[str, str, str], *, size: int = 512, tile_m: float = 0.03, seed: int = 43
) -> Material:
    """Spun fibres running along v, for yarn that is modelled itself."""
    rng = np.random.default_rng(seed)
    fibre = soft_noise(size, rng, grain=(60.0, 2.4))
    fuzz = soft_noise(size, rng, grain=3.0)
    tone = np.clip(0.5 + 0.17 * fibre + 0.06 * fuzz, 0, 1)
    height = (1.6e-5 * fibre + 6e-6 * fuzz).astype(np.float32)
    relief = Relief(height, np.full_like(height, 0.95), np.clip(0.9 + 0.1 * fibre, 0.5, 1))
    return _cloth(name, colours, tone, relief, tile_m)


def _lay(height: Field, crest: Field, curl: Field, lift: float, place: tuple[int, int]) -> None:
    """Lay one curl over what is there, wrapping at the borders. Changes `height` and `crest`, its own roundness."""
    spot = np.ix_(*((np.arange(curl.shape[axis]) + place[axis]) % height.shape[axis] for axis in (0, 1)))
    raised = np.where(curl > 0, curl + np.float32(lift), 0)
    is_above = raised > height[spot]
    height[spot] = np.where(is_above, raised, height[spot])
    crest[spot] = np.where(is_above, curl, crest[spot])


def _curl(rng: np.random.Generator, radius: float) -> Field:
    """One loop of yarn seen from above, as a height of 0 to 1."""
    reach = int(radius * 1.9) + 2
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    turn, squash = rng.uniform(0, np.pi), rng.uniform(0.55, 1.0)
    along, across = x * np.cos(turn) + y * np.sin(turn), (y * np.cos(turn) - x * np.sin(turn)) / squash
    yarn = radius * 0.50
    off = (np.hypot(along, across) - radius) / yarn
    tilt = 0.25 * along / radius
    return np.asarray(np.sqrt(np.clip(1 - off**2, 0, 1)) * np.clip(0.85 + 0.4 * tilt, 0, 2), dtype=np.float32)


def _cloth(name: str, colours: tuple[str, str, str], tone: Field, relief: Relief, tile_m: float) -> Material:
    maps = with_base(relief_maps(name, relief, tile_m), base_map(name, ramp(tone, colours)))
    red, green, blue = linear(colours[2])
    return Material(name, tile_m=tile_m, maps=maps, sheen=Sheen((red * 0.35, green * 0.35, blue * 0.35), 0.6))
