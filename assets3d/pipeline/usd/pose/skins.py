"""All skeletons of a scene."""

from collections.abc import Mapping, Sequence

import numpy as np
from pxr import Usd, UsdGeom, UsdSkel, Vt

from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.animation import (
    Channel,
    animation_seconds,
    posed_vertices,
    rest_pose,
    sampled,
    world_transforms,
)
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.usd.pose.skeletons import (
    SkeletonParts,
    skeleton_parts,
    write_skeleton,
    write_skeleton_animation,
)

# How many poses tell how much room a moving skin needs.
_POSES = 9


class Skins:
    """The skeletons of the skins that shown nodes use.

    shown: all nodes, parents first; names: theirs, unique among siblings; moving: channels by node and property.
    """

    def __init__(
        self,
        document: Document,
        shown: Sequence[int],
        names: Mapping[int, str],
        moving: Mapping[int, Mapping[str, Channel]],
    ) -> None:
        nodes = document.listed("nodes")
        self._document, self._shown, self._moving = document, shown, moving
        numbers = sorted({nodes[node]["skin"] for node in shown if "skin" in nodes[node]})
        self.parts: dict[int, SkeletonParts] = {
            number: skeleton_parts(document, number, shown, names, moving) for number in numbers
        }
        self.skeletons: dict[int, UsdSkel.Skeleton] = {}

    @property
    def joints(self) -> frozenset[int]:
        """The nodes that are joints of any skeleton."""
        return frozenset(node for parts in self.parts.values() for node in parts.nodes)

    def write(self, stage: Usd.Stage, path: str, arrays: Arrays) -> None:
        """The skeletons, under a scope at `path`."""
        if not self.parts:
            return
        UsdGeom.Scope.Define(stage, path)
        pose = rest_pose(self._document)
        for number, parts in self.parts.items():
            skeleton = UsdSkel.Skeleton.Define(stage, f"{path}/Skeleton_{number}")
            name = self._document.json["skins"][number].get("name")
            if name:
                skeleton.GetPrim().SetDisplayName(name)
            write_skeleton(skeleton, self._document, arrays, number, parts, pose)
            write_skeleton_animation(skeleton, parts, pose, self._moving)
            self.skeletons[number] = skeleton

    def write_extent(self, root: UsdSkel.Root, arrays: Arrays, channels: Sequence[Channel]) -> None:
        """How much room the model needs in the course of the animation, in the scene's space."""
        nodes = self._document.listed("nodes")
        meshes = [node for node in self._shown if "mesh" in nodes[node]]
        start, end = animation_seconds(channels)
        corners = []
        for time in np.linspace(start, end, _POSES if channels else 1):
            pose = sampled(self._document, channels, float(time))
            world = world_transforms(self._document, pose)
            for node in meshes:
                for points in posed_vertices(self._document, arrays, node, pose, world):
                    corners += [] if not len(points) else [points.min(axis=0), points.max(axis=0)]
        if not corners:
            return
        extent = np.stack([np.min(corners, axis=0), np.max(corners, axis=0)]).astype(np.float32)
        root.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(extent))
