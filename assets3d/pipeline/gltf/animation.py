"""Where a model's nodes and vertices are at any time of an animation.

All arithmetic is float64. Matrices are (4, 4) and take column vectors, quaternions are (x, y, z, w), times are
seconds; interpolation follows glTF 2.0 appendix C.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import Document, JsonObject
from assets3d.pipeline.gltf.skin import (
    Floats,
    floats_of,
    inverse_bind_matrices,
    joint_influences,
    morphed,
    skinned,
)

_COMPONENTS = {"translation": 3, "rotation": 4, "scale": 3}
_PATHS = (*_COMPONENTS, "weights")
_EXPORT_AGAIN = "Export the model again, or leave the animation out."
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
    """The channels of an animation that move nodes; those that move anything else are left out.

    Raises BadModel where moments and values do not belong together.
    """
    described = document.json["animations"][animation]
    return tuple(
        _channel(document, arrays, described["samplers"][channel["sampler"]], channel["target"])
        for channel in described["channels"]
        if "node" in channel["target"] and channel["target"].get("path") in _PATHS
    )


def _channel(document: Document, arrays: Arrays, sampler: JsonObject, target: JsonObject) -> Channel:
    times = floats_of(document, arrays, sampler["input"]).ravel()
    values = floats_of(document, arrays, sampler["output"])
    interpolation = sampler.get("interpolation", "LINEAR")
    parts = (len(times), 3) if interpolation == "CUBICSPLINE" else (len(times),)
    components = _COMPONENTS.get(target["path"], values.size // math.prod(parts))
    if values.size != math.prod(parts) * components:
        message = "The file is damaged: an animation has more or fewer values than moments."
        raise BadModel(refusal("animation_damaged", message, "/animations", _EXPORT_AGAIN))
    return Channel(target["node"], target["path"], times, values.reshape(*parts, components), interpolation)


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


def posed_vertices(
    document: Document, arrays: Arrays, node: int, pose: Pose, world: Floats
) -> tuple[Floats, ...]:
    """Where the vertices of a node's mesh are in the scene, (vertices, 3) for each primitive.

    world: what `world_transforms` makes of `pose`. Morph targets and skin are applied; instances of
    EXT_mesh_gpu_instancing are not. Raises BadModel for skins that are damaged.
    """
    described = document.json["nodes"][node]
    matrices = None
    if "skin" in described:
        joints: Floats = world[document.json["skins"][described["skin"]]["joints"]]
        matrices = joints @ inverse_bind_matrices(document, arrays, described["skin"])
    posed = []
    for primitive in document.json["meshes"][described["mesh"]]["primitives"]:
        if "POSITION" not in primitive["attributes"]:
            posed.append(np.zeros((0, 3)))
            continue
        points = morphed(document, arrays, primitive, pose.weights.get(node), "POSITION")
        if matrices is not None and "JOINTS_0" in primitive["attributes"]:
            points = skinned(points, matrices, *joint_influences(document, arrays, primitive, len(matrices)))
        else:
            points = points @ world[node, :3, :3].T + world[node, :3, 3]
        posed.append(points)
    return tuple(posed)
