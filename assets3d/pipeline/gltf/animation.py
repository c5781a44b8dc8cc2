"""Where a model's nodes and vertices are at any time of an animation.

All arithmetic is float64. Matrices are (4, 4) and take column vectors, quaternions are (x, y, z, w), times are
seconds; interpolation follows glTF 2.0 appendix C.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.document import Document, JsonObject

Floats = NDArray[np.float64]
_PATHS = ("translation", "rotation", "scale", "weights")
# Below this angle a slerp divides by almost nothing, and a straight line is as good.
_SMALL_ANGLE = 1e-6


@dataclass(frozen=True)
class Channel:
    """How one property of one node moves.

    node: its number. path: `translation`, `rotation`, `scale` or `weights`. times: (keys,), ascending.
    values: (keys, components), or (keys, 3, components) for CUBICSPLINE with in-tangent, value, out-tangent.
    """

    node: int
    path: str
    times: Floats
    values: Floats
    interpolation: str


@dataclass(frozen=True)
class Pose:
    """Where each node stands relative to its parent.

    translations, rotations, scales: (nodes, 3), (nodes, 4), (nodes, 3). matrices: by node, for those that have a
    matrix in place of the three. weights: of morph targets, by node, for nodes that have any.
    """

    translations: Floats
    rotations: Floats
    scales: Floats
    matrices: Mapping[int, Floats]
    weights: Mapping[int, Floats]


def animation_channels(document: Document, arrays: Arrays, animation: int) -> tuple[Channel, ...]:
    """The channels of an animation that move nodes; those that move anything else are left out."""
    described = document.json["animations"][animation]
    return tuple(
        _channel(document, arrays, described["samplers"][channel["sampler"]], channel["target"])
        for channel in described["channels"]
        if "node" in channel["target"] and channel["target"].get("path") in _PATHS
    )


def _channel(document: Document, arrays: Arrays, sampler: JsonObject, target: JsonObject) -> Channel:
    times = _floats(document, arrays, sampler["input"]).ravel()
    values = _floats(document, arrays, sampler["output"])
    interpolation = sampler.get("interpolation", "LINEAR")
    parts = (len(times), 3, -1) if interpolation == "CUBICSPLINE" else (len(times), -1)
    return Channel(target["node"], target["path"], times, values.reshape(parts), interpolation)


def _floats(document: Document, arrays: Arrays, accessor: int) -> Floats:
    return as_floats(arrays[accessor], document.json["accessors"][accessor]).astype(np.float64)


def animation_seconds(channels: Sequence[Channel]) -> tuple[float, float]:
    """When the first key and the last key of an animation are; (0, 0) when there is none."""
    times = [channel.times for channel in channels if len(channel.times)]
    if not times:
        return 0.0, 0.0
    return float(min(part[0] for part in times)), float(max(part[-1] for part in times))


def sample(channel: Channel, times: Floats) -> Floats:
    """The property's value at each of (n,) times as (n, components); before the first and after the last key it rests."""
    keys = channel.times
    before = np.clip(np.searchsorted(keys, times, side="right") - 1, 0, len(keys) - 1)
    after = np.minimum(before + 1, len(keys) - 1)
    span = keys[after] - keys[before]
    share = np.clip((times - keys[before]) / np.where(span == 0, 1, span), 0, 1)[:, None]
    if channel.interpolation == "CUBICSPLINE":
        values = _cubic(channel.values[before], channel.values[after], share, span[:, None])
    elif channel.interpolation == "STEP":
        values = channel.values[before]
    elif channel.path == "rotation":
        values = _slerp(channel.values[before], channel.values[after], share)
    else:
        values = channel.values[before] * (1 - share) + channel.values[after] * share
    return _unit(values) if channel.path == "rotation" else values


def _cubic(before: Floats, after: Floats, share: Floats, span: Floats) -> Floats:
    square, cube = share**2, share**3
    return (
        (2 * cube - 3 * square + 1) * before[:, 1]
        + span * (cube - 2 * square + share) * before[:, 2]
        + (3 * square - 2 * cube) * after[:, 1]
        + span * (cube - square) * after[:, 0]
    )


def _slerp(before: Floats, after: Floats, share: Floats) -> Floats:
    first, second = _unit(before), _unit(after)
    cosine = (first * second).sum(axis=1, keepdims=True)
    second = np.where(cosine < 0, -second, second)
    angle = np.arccos(np.clip(np.abs(cosine), 0, 1))
    is_small = angle < _SMALL_ANGLE
    sine = np.where(is_small, 1, np.sin(angle))
    start = np.where(is_small, 1 - share, np.sin((1 - share) * angle) / sine)
    end = np.where(is_small, share, np.sin(share * angle) / sine)
    return start * first + end * second


def _unit(quaternions: Floats) -> Floats:
    lengths = np.linalg.norm(quaternions, axis=1, keepdims=True)
    return np.where(lengths == 0, [0.0, 0.0, 0.0, 1.0], quaternions / np.where(lengths == 0, 1, lengths))


def rest_pose(document: Document) -> Pose:
    """The model as it opens."""
    nodes = document.listed("nodes")
    return Pose(
        np.array([node.get("translation", (0, 0, 0)) for node in nodes], np.float64).reshape(-1, 3),
        _unit(np.array([node.get("rotation", (0, 0, 0, 1)) for node in nodes], np.float64).reshape(-1, 4)),
        np.array([node.get("scale", (1, 1, 1)) for node in nodes], np.float64).reshape(-1, 3),
        {
            number: np.array(node["matrix"], np.float64).reshape(4, 4).T
            for number, node in enumerate(nodes)
            if "matrix" in node
        },
        dict(_rest_weights(document)),
    )


def _rest_weights(document: Document) -> Iterator[tuple[int, Floats]]:
    for number, node in enumerate(document.listed("nodes")):
        if "mesh" not in node:
            continue
        mesh = document.json["meshes"][node["mesh"]]
        weights = node.get("weights", mesh.get("weights"))
        if weights is not None:
            yield number, np.array(weights, np.float64)


def sampled(document: Document, channels: Sequence[Channel], time: float) -> Pose:
    """The model at a time of the animation that `channels` belong to."""
    rest = rest_pose(document)
    weights, matrices = dict(rest.weights), dict(rest.matrices)
    moved = {"translation": rest.translations, "rotation": rest.rotations, "scale": rest.scales}
    for channel in channels:
        value = sample(channel, np.array([time]))[0]
        if channel.path == "weights":
            weights[channel.node] = value
        else:
            moved[channel.path][channel.node] = value
            matrices.pop(channel.node, None)
    return Pose(rest.translations, rest.rotations, rest.scales, matrices, weights)


def transforms(translations: Floats, rotations: Floats, scales: Floats) -> Floats:
    """(n, 4, 4) matrices that scale, then rotate, then move."""
    x, y, z, w = _unit(rotations).T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrices = np.zeros((len(translations), 4, 4))
    matrices[:, :3, :3] = np.moveaxis(np.array(rows), 2, 0) * scales[:, None, :]
    matrices[:, :3, 3] = translations
    matrices[:, 3, 3] = 1
    return matrices


def local_transforms(pose: Pose) -> Floats:
    """(nodes, 4, 4): from each node into its parent."""
    local = transforms(pose.translations, pose.rotations, pose.scales)
    for number, matrix in pose.matrices.items():
        local[number] = matrix
    return local


def world_transforms(document: Document, pose: Pose) -> Floats:
    """(nodes, 4, 4): from each node into the scene. The nodes must be a forest, as preflight makes sure."""
    world = local_transforms(pose)
    nodes = document.listed("nodes")
    children = {child for node in nodes for child in node.get("children", [])}
    ready = [number for number in range(len(nodes)) if number not in children]
    while ready:
        number = ready.pop()
        for child in nodes[number].get("children", []):
            world[child] = world[number] @ world[child]
            ready.append(child)
    return world


def morphed(
    document: Document, arrays: Arrays, primitive: Mapping[str, Any], weights: Floats | None, attribute: str
) -> Floats:
    """An attribute of a primitive, (vertices, components), with its morph targets added by weight."""
    values = _floats(document, arrays, primitive["attributes"][attribute])
    targets = primitive.get("targets", [])
    for target, weight in zip(targets, () if weights is None else weights, strict=False):
        if weight and attribute in target:
            values[:, :3] += weight * _floats(document, arrays, target[attribute])
    return values


def skin_transforms(document: Document, arrays: Arrays, skin: int, world: Floats) -> Floats:
    """(joints, 4, 4): from a skinned mesh's own space into the scene, for each joint of the skin."""
    joints: Floats = world[document.json["skins"][skin]["joints"]]
    return joints @ inverse_bind_matrices(document, arrays, skin)


def inverse_bind_matrices(document: Document, arrays: Arrays, skin: int) -> Floats:
    """(joints, 4, 4) of a skin; the identity where it has none."""
    described = document.json["skins"][skin]
    if "inverseBindMatrices" not in described:
        return np.tile(np.eye(4), (len(described["joints"]), 1, 1))
    matrices = _floats(document, arrays, described["inverseBindMatrices"]).reshape(-1, 4, 4)
    return matrices.transpose(0, 2, 1)[: len(described["joints"])]


def joint_influences(
    document: Document, arrays: Arrays, primitive: Mapping[str, Any]
) -> tuple[NDArray[np.int64], Floats]:
    """Joints of the skin, and their weights that sum to 1, both (vertices, 4 * sets), for each vertex."""
    attributes = primitive["attributes"]
    sets = [number for number in range(len(attributes)) if f"JOINTS_{number}" in attributes]
    joints = np.hstack([arrays[attributes[f"JOINTS_{number}"]].astype(np.int64) for number in sets])
    weights = np.hstack([_floats(document, arrays, attributes[f"WEIGHTS_{number}"]) for number in sets])
    total = weights.sum(axis=1, keepdims=True)
    return joints, weights / np.where(total == 0, 1, total)


def posed_vertices(
    document: Document, arrays: Arrays, node: int, pose: Pose, world: Floats
) -> tuple[Floats, ...]:
    """Where the vertices of a node's mesh are in the scene, (vertices, 3) for each primitive.

    world: what `world_transforms` makes of `pose`. Morph targets and skin are applied; instances of
    EXT_mesh_gpu_instancing are not.
    """
    described = document.json["nodes"][node]
    posed = []
    for primitive in document.json["meshes"][described["mesh"]]["primitives"]:
        points = morphed(document, arrays, primitive, pose.weights.get(node), "POSITION")
        if "skin" in described and "JOINTS_0" in primitive["attributes"]:
            matrices = skin_transforms(document, arrays, described["skin"], world)
            points = _skinned(points, matrices, *joint_influences(document, arrays, primitive))
        else:
            points = points @ world[node, :3, :3].T + world[node, :3, 3]
        posed.append(points)
    return tuple(posed)


def _skinned(points: Floats, matrices: Floats, joints: NDArray[np.int64], weights: Floats) -> Floats:
    moved = np.zeros_like(points)
    for column in range(joints.shape[1]):
        chosen = matrices[joints[:, column]]
        placed = np.einsum("vij,vj->vi", chosen[:, :3, :3], points) + chosen[:, :3, 3]
        moved += weights[:, column, None] * placed
    return moved
