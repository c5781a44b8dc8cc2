"""Soft shade where parts meet: how much of the sky each vertex sees."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from deploy.local.demo.shapes.mesh import Array, Mesh, normalised, places

_DIRECTIONS = 44
_SAMPLES = 180_000
_CELLS = 150


def shaded(meshes: Sequence[Mesh], *, strength: float = 0.7, seed: int = 7) -> list[Mesh]:
    """The same meshes with `light` lowered in their creases and under one another.

    From each of many directions the model is splatted into a depth grid; a vertex is lit from there when
    nothing lies in front of it. `strength` 1 darkens fully, 0 not at all.
    """
    rng = np.random.default_rng(seed)
    samples = _sampled(meshes, rng)
    extent = float(np.ptp(samples, axis=0).max())
    cell = extent * 1.25 / _CELLS
    vertices = np.concatenate([mesh.positions for mesh in meshes]).astype(np.float32)
    normals = np.concatenate([mesh.normals for mesh in meshes]).astype(np.float32)
    middle = samples.mean(axis=0)
    seen = _sky_seen(samples - middle, vertices - middle + normals * np.float32(1.3 * cell), normals, cell)
    light = 1.0 - strength * (1.0 - seen)
    finished, start = [], 0
    for mesh in meshes:
        own = light[start : start + len(mesh.positions)]
        finished.append(replace(mesh, light=mesh.light * _softened(own, mesh)))
        start += len(mesh.positions)
    return finished


def _sky_seen(
    samples: npt.NDArray[np.float32],
    vertices: npt.NDArray[np.float32],
    normals: npt.NDArray[np.float32],
    cell: float,
) -> Array:
    """For each vertex the cosine-weighted part of its own half of the sky that is open, 0 to 1."""
    open_sky = np.zeros(len(vertices), dtype=np.float32)
    whole_sky = np.full(len(vertices), 1e-6, dtype=np.float32)
    for direction in _sphere(_DIRECTIONS):
        across = normalised(np.cross(direction, [0.31, 0.87, 0.38]))
        axes = np.stack([across, np.cross(direction, across), direction]).T.astype(np.float32)
        depth_grid = np.full(_CELLS * _CELLS, -np.inf, dtype=np.float32)
        cells, depths = _cells(samples @ axes, cell)
        np.maximum.at(depth_grid, cells, depths)
        weight = normals @ axes[:, 2]
        facing = np.flatnonzero(weight > 0)
        cells, depths = _cells(vertices[facing] @ axes, cell)
        open_sky[facing] += weight[facing] * (depth_grid[cells] <= depths + np.float32(0.6 * cell))
        whole_sky[facing] += weight[facing]
    return (open_sky / whole_sky).astype(np.float64)


def _cells(
    turned: npt.NDArray[np.float32], cell: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    columns = np.clip((turned[:, :2] / cell + _CELLS / 2).astype(np.int64), 0, _CELLS - 1)
    return columns[:, 0] * _CELLS + columns[:, 1], turned[:, 2]


def _sampled(meshes: Sequence[Mesh], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Points spread over all triangles by area."""
    corners = np.concatenate([mesh.positions[mesh.triangles] for mesh in meshes]).astype(np.float32)
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    share = np.cumsum(np.linalg.norm(np.cross(first, second), axis=1).astype(np.float64))
    chosen = np.searchsorted(share, rng.random(_SAMPLES) * share[-1])
    a, b = rng.random((2, _SAMPLES, 1), dtype=np.float32)
    folded = a + b > 1
    a, b = np.where(folded, 1 - a, a), np.where(folded, 1 - b, b)
    return np.asarray(corners[chosen, 0] + a * first[chosen] + b * second[chosen], dtype=np.float32)


def _softened(values: Array, mesh: Mesh, rounds: int = 2) -> Array:
    """Average each value with its neighbours along the edges, across texture seams too."""
    place = places(mesh.positions)
    values = np.bincount(place, values) / np.bincount(place)
    triangles = place[mesh.triangles]
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    here, there = edges[:, 0], edges[:, 1]
    degree = np.bincount(here, minlength=len(values)) + np.bincount(there, minlength=len(values))
    for _ in range(rounds):
        sums = np.bincount(here, values[there], minlength=len(values))
        sums += np.bincount(there, values[here], minlength=len(values))
        values = 0.4 * values + 0.6 * sums / np.maximum(degree, 1)
    return np.asarray(values[place])


def _sphere(count: int) -> Array:
    """Evenly spread directions (Fibonacci lattice)."""
    step = np.arange(count) + 0.5
    height = 1 - 2 * step / count
    angle = np.pi * (1 + 5**0.5) * step
    flat = np.sqrt(1 - height**2)
    return np.stack([flat * np.cos(angle), height, flat * np.sin(angle)], axis=1)
