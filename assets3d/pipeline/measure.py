"""Figures about a model: what it asks of a viewer, and how large it is in metres."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.roles import TRIANGLES

Matrix = NDArray[np.float64]
Point = tuple[float, float, float]
_FAN, _STRIP = 6, 5


@dataclass(frozen=True)
class Box:
    """A box in metres, Y up: its lower and upper corner, and its size as width, height, depth."""

    lower: Point
    upper: Point
    size: Point


@dataclass(frozen=True)
class Facts:
    """What a model is made of.

    triangles, draw_calls: as drawn, so a mesh that stands in the scene twice counts twice.
    texture_pixels: of all images; gpu_bytes: an estimate, textures unpacked with their mipmaps plus geometry.
    bounds: around everything in the scene, at rest.
    """

    bytes: int
    triangles: int
    draw_calls: int
    nodes: int
    materials: int
    images: int
    texture_pixels: int
    animations: int
    gpu_bytes: int
    bounds: Box


def measure(
    document: Mapping[str, Any], arrays: Arrays, image_sizes: Sequence[tuple[int, int]], file_bytes: int
) -> Facts:
    """Measure a document whose accessors are `arrays` and whose images have `image_sizes` in pixels."""
    pixels = sum(width * height for width, height in image_sizes)
    geometry = sum(array.nbytes for array in arrays.values())
    return Facts(
        bytes=file_bytes,
        triangles=triangles_drawn(document, arrays),
        draw_calls=sum(
            len(document["meshes"][mesh]["primitives"]) * times for mesh, times in _drawn(document)
        ),
        nodes=len(document.get("nodes", [])),
        materials=len(document.get("materials", [])),
        images=len(image_sizes),
        texture_pixels=pixels,
        animations=len(document.get("animations", [])),
        # RGBA, and a third more for the smaller copies.
        gpu_bytes=pixels * 4 * 4 // 3 + geometry,
        bounds=_bounds(document, arrays),
    )


def triangles_drawn(document: Mapping[str, Any], arrays: Arrays) -> int:
    """Triangles of all meshes in the scene, each as often as it stands there."""
    return sum(
        times * sum(_triangles(primitive, arrays) for primitive in document["meshes"][mesh]["primitives"])
        for mesh, times in _drawn(document)
    )


def _triangles(primitive: Mapping[str, Any], arrays: Arrays) -> int:
    corners = len(arrays[primitive["indices"]]) if "indices" in primitive else 0
    if "indices" not in primitive:
        corners = len(arrays[next(iter(primitive["attributes"].values()))])
    mode = primitive.get("mode", TRIANGLES)
    if mode == TRIANGLES:
        return corners // 3
    return max(0, corners - 2) if mode in (_STRIP, _FAN) else 0


def scene_nodes(document: Mapping[str, Any]) -> Iterator[tuple[int, Matrix]]:
    """The number of every node in the shown scene, with its transform to the world.

    Without a scene these are all nodes.
    """
    nodes = document.get("nodes", [])
    scenes = document.get("scenes", [])
    children = {child for node in nodes for child in node.get("children", [])}
    roots = [number for number in range(len(nodes)) if number not in children]
    if scenes:
        roots = scenes[document.get("scene", 0)].get("nodes", [])
    waiting = [(number, np.eye(4)) for number in roots]
    while waiting:
        number, parent = waiting.pop()
        world = parent @ _local(nodes[number])
        yield number, world
        waiting += [(child, world) for child in nodes[number].get("children", [])]


def _drawn(document: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for number, _ in scene_nodes(document):
        node = document["nodes"][number]
        if "mesh" in node:
            attributes = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
            counts = [document["accessors"][index]["count"] for index in attributes.values()]
            yield node["mesh"], min(counts, default=1)


def _local(node: Mapping[str, Any]) -> Matrix:
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    local = np.eye(4)
    x, y, z, w = node.get("rotation", (0.0, 0.0, 0.0, 1.0))
    local[:3, :3] = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
        (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
        (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)),
    )
    local[:3, :3] *= np.array(node.get("scale", (1.0, 1.0, 1.0)))
    local[:3, 3] = node.get("translation", (0.0, 0.0, 0.0))
    return local


def _bounds(document: Mapping[str, Any], arrays: Arrays) -> Box:
    worlds = dict(scene_nodes(document))
    boxes = [
        corners @ placed[:3, :3].T + placed[:3, 3]
        for number, world in worlds.items()
        for placed in [mesh_to_world(document, arrays, document["nodes"][number], worlds, world)]
        for corners in _corners(document, arrays, document["nodes"][number])
    ]
    if not boxes:
        return Box((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    points = np.concatenate(boxes)
    lower, upper = points.min(axis=0), points.max(axis=0)
    return Box(_point(lower), _point(upper), _point(upper - lower))


def _point(row: Matrix) -> Point:
    # A micrometre; and no negative zero.
    x, y, z = (round(float(value), 6) + 0.0 for value in row)
    return x, y, z


def mesh_to_world(
    document: Mapping[str, Any],
    arrays: Arrays,
    node: Mapping[str, Any],
    worlds: Mapping[int, Matrix],
    world: Matrix,
) -> Matrix:
    """The transform of a node's mesh. Joints, not the node, place a skinned one; at rest they nearly agree."""
    if "skin" not in node:
        return world
    skin = document["skins"][node["skin"]]
    joint = worlds.get(skin["joints"][0])
    if joint is None:
        return world
    if "inverseBindMatrices" not in skin:
        return joint
    bind = arrays[skin["inverseBindMatrices"]][0].reshape(4, 4).T
    return np.asarray(joint @ bind, np.float64)


def _corners(document: Mapping[str, Any], arrays: Arrays, node: Mapping[str, Any]) -> Iterator[Matrix]:
    if "mesh" not in node:
        return
    for primitive in document["meshes"][node["mesh"]]["primitives"]:
        index = primitive["attributes"].get("POSITION")
        if index is not None:
            positions = as_floats(arrays[index], document["accessors"][index]).astype(np.float64)
            ends = np.stack([positions.min(axis=0), positions.max(axis=0)])
            yield np.array([(x, y, z) for x in ends[:, 0] for y in ends[:, 1] for z in ends[:, 2]])
