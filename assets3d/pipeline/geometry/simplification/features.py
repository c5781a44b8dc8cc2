"""What a surface shows besides its shape, as columns that simplification weighs against moving it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.uses import Use
from assets3d.pipeline.gltf.accessors import Arrays, as_floats

Floats = NDArray[np.float32]
# The library takes no more.
_MOST_COLUMNS = 32
# How much of the surface's size a change by 1 counts as: normals as is usual for this library, colours alike.
_NORMAL_WEIGHT, _COLOUR_WEIGHT = 0.5, 0.5
# Above this many vertices columns cost more memory than they are worth; the first are those that show most.
_ENOUGH_TRIANGLES = 100_000
_MANY_VERTICES, _FEW_COLUMNS = 1_000_000, 5


@dataclass(frozen=True)
class Features:
    """Columns (count, n) of attributes with a weight for each, in the order of their importance."""

    columns: Floats
    weights: Floats


def features(
    json: Mapping[str, Any],
    arrays: Arrays,
    group: VertexGroup,
    uses: Mapping[int, Use],
) -> Features:
    """The features of a group's vertices: normals, read texture coordinates, colours, skins and morph targets.

    A texture that slides along the surface by some length counts as much as a surface
    that moves by it, and so does a morph target that moves a vertex elsewhere.
    """
    found = list(_found(json, arrays, group, uses))
    most = _FEW_COLUMNS if group.vertex_count > _MANY_VERTICES else _MOST_COLUMNS
    columns: list[Floats] = []
    weights: list[float] = []
    for values, weight in found:
        if len(weights) + values.shape[1] <= most:
            columns.append(values)
            weights += [weight] * values.shape[1]
    if not columns:
        return Features(np.zeros((group.vertex_count, 1), np.float32), np.zeros(1, np.float32))
    return Features(np.concatenate(columns, axis=1), np.array(weights, np.float32))


def _found(
    json: Mapping[str, Any],
    arrays: Arrays,
    group: VertexGroup,
    uses: Mapping[int, Use],
) -> Iterator[tuple[Floats, float]]:
    position = group.attributes["POSITION"]
    points = as_floats(arrays[position], json["accessors"][position])
    triangles = _some_triangles(arrays, group)
    extent = float(np.ptp(points, axis=0).max()) or 1.0
    for name, index in group.attributes.items():
        values = as_floats(arrays[index], json["accessors"][index])
        if name.startswith("NORMAL") and "target" not in name:
            yield values, _NORMAL_WEIGHT
        elif name.startswith("TEXCOORD") and "target" not in name and uses[index].is_read:
            yield values[:, :2], _texture_length(points, values, triangles) / extent
    for name, index in group.attributes.items():
        values = as_floats(arrays[index], json["accessors"][index])
        if name.startswith("COLOR") and "target" not in name:
            yield values, _COLOUR_WEIGHT
        elif name.startswith("POSITION of target"):
            yield values, 1.0 / extent
        elif name.replace("WEIGHTS", "JOINTS") in group.attributes and name.startswith("WEIGHTS"):
            joints = group.attributes[name.replace("WEIGHTS", "JOINTS")]
            yield _pulls(points, values, arrays[joints]), 1.0 / extent


def _some_triangles(arrays: Arrays, group: VertexGroup) -> NDArray[Any]:
    """Corners of triangles, (count, 3), enough of them to tell what most are like."""
    corners = np.concatenate([arrays[index].reshape(-1, 3) for index in group.indices])
    return corners[:: -(-len(corners) // _ENOUGH_TRIANGLES) or 1]


def _texture_length(points: Floats, coordinates: Floats, corners: NDArray[Any]) -> float:
    """How long one repeat of the texture is on the surface, in the surface's units: the median by area."""
    first, second = (points[corners[:, side]] - points[corners[:, 0]] for side in (1, 2))
    area = np.linalg.norm(np.cross(first, second), axis=1).astype(np.float64)
    one, other = (coordinates[corners[:, side], :2] - coordinates[corners[:, 0], :2] for side in (1, 2))
    covered = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]).astype(np.float64)
    is_seen = (area > 0) & (covered > 0)
    if not is_seen.any():
        return 0.0
    lengths = np.sqrt(area[is_seen] / covered[is_seen])
    order = np.argsort(lengths, kind="stable")
    cumulated = np.cumsum(area[is_seen][order])
    return float(lengths[order][np.searchsorted(cumulated, cumulated[-1] / 2)])


def _pulls(points: Floats, weights: Floats, joints: NDArray[Any]) -> Floats:
    """Where each vertex is pulled to: the middle of what its joints move, as its weights mix them."""
    count = int(joints.max(initial=0)) + 1
    flat, shares = joints.ravel().astype(np.int64), weights.ravel().astype(np.float64)
    totals = np.bincount(flat, shares, count)
    repeated = np.repeat(points.astype(np.float64), joints.shape[1], axis=0)
    middles = (
        np.stack([np.bincount(flat, shares * repeated[:, axis], count) for axis in range(3)], axis=1)
        / np.where(totals == 0, 1, totals)[:, None]
    )
    return np.asarray((middles[joints] * weights[:, :, None]).sum(axis=1), np.float32)
