"""Where meshes stand in the shown scene, how large they are there, and how often they are drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.measure import scene_nodes

_CORNERS = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)])


@dataclass(frozen=True)
class Placement:
    """One mesh at one node.

    world: (4, 4), from the mesh's units to the scene's, the size of instances included. times: how often it is
    drawn. is_loose: joints or instances place it, so `world` only tells its size.
    """

    mesh: int
    world: NDArray[np.float64]
    times: int
    is_loose: bool

    @property
    def scale(self) -> float:
        """How far the mesh's units are magnified, at most."""
        return float(np.linalg.norm(self.world[:3, :3], axis=0).max())


def placements(json: Mapping[str, Any], arrays: Arrays) -> Iterator[Placement]:
    """Every mesh of the shown scene, at rest."""
    for number, world in scene_nodes(json):
        node = json["nodes"][number]
        if "mesh" not in node:
            continue
        instances = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
        times = min((len(arrays[index]) for index in instances.values()), default=1)
        if "SCALE" in instances:
            sizes = as_floats(arrays[instances["SCALE"]], json["accessors"][instances["SCALE"]])
            world = world @ np.diag([*[float(np.abs(sizes).max())] * 3, 1.0])
        yield Placement(node["mesh"], world, times, is_loose=bool(instances) or "skin" in node)


def model_size(json: Mapping[str, Any], arrays: Arrays) -> float:
    """The largest side of a box around the shown scene at rest, in metres; 0 for an empty scene."""
    boxes = []
    for place in placements(json, arrays):
        ends = mesh_ends(json, arrays, json["meshes"][place.mesh])
        if ends is not None:
            corners = ends[0] + _CORNERS * (ends[1] - ends[0])
            boxes.append(corners @ place.world[:3, :3].T + place.world[:3, 3])
    if not boxes:
        return 0.0
    points = np.concatenate(boxes)
    return float(np.ptp(points, axis=0).max())


def mesh_ends(json: Mapping[str, Any], arrays: Arrays, mesh: Mapping[str, Any]) -> NDArray[np.float64] | None:
    """(2, 3): the lowest and highest coordinates of a mesh in its own units, or None when it has no points."""
    indices = {primitive["attributes"].get("POSITION") for primitive in mesh["primitives"]} - {None}
    parts = [as_floats(arrays[index], json["accessors"][index]) for index in sorted(indices)]
    ends = [(part.min(axis=0), part.max(axis=0)) for part in parts if len(part)]
    if not ends:
        return None
    return np.stack(
        [np.min([low for low, _ in ends], axis=0), np.max([high for _, high in ends], axis=0)]
    ).astype(np.float64)


def mesh_scales(json: Mapping[str, Any], arrays: Arrays) -> list[float]:
    """How far each mesh is magnified where it stands largest; 0 for one that stands nowhere."""
    scales = [0.0] * len(json.get("meshes", []))
    for place in placements(json, arrays):
        scales[place.mesh] = max(scales[place.mesh], place.scale)
    return scales
