"""Skins as UsdSkel skeletons.

A skeleton stands where the last resting node above all joints does. Its joints are those of the skin and the nodes
between, so that each moves by its node's own translation, rotation and scale. The resting nodes stay out of it because
the format keeps scales of moving joints as half floats.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pxr import Gf, Usd, UsdSkel, Vt

from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.animation import Channel, Pose, local_transforms, sample, world_transforms
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.skin import Floats, inverse_bind_matrices
from assets3d.pipeline.usd.pose.times import TIME_CODES, key_times
from assets3d.pipeline.usd.pose.transforms import gf_matrix, write_matrix

# Nearer to zero than this, a bind matrix squeezes the mesh flat and cannot be turned round.
_FLAT = 1e-18


@dataclass(frozen=True)
class SkeletonParts:
    """stand: the node whose place is the skeleton's, None for the scene's. nodes: of each joint, parents first.
    paths: of each joint, by names. order: the joint for each of the skin's.
    """

    stand: int | None
    nodes: tuple[int, ...]
    paths: tuple[str, ...]
    order: NDArray[np.int64]


def skeleton_parts(
    document: Document, skin: int, shown: Sequence[int], names: Mapping[int, str], moving: Container[int]
) -> SkeletonParts:
    """The joints of a skin's skeleton.

    shown: all nodes, parents first; names: theirs, unique among siblings; moving: those that an animation moves.
    """
    nodes = document.listed("nodes")
    joints = document.json["skins"][skin]["joints"]
    parents = {child: number for number in shown for child in nodes[number].get("children", [])}
    chains = [_chain(joint, parents) for joint in joints]
    resting = _resting_prefix(chains, {*joints}, moving)
    wanted = {node for chain in chains for node in chain} - set(resting)
    ordered = [number for number in shown if number in wanted]
    # Joints outside the scene move nothing that is seen, but vertices refer to them.
    ordered += sorted(wanted - set(ordered))
    paths: dict[int, str] = {}
    for number in ordered:
        name = names.get(number, f"Outside_{number}")
        paths[number] = f"{paths[parents[number]]}/{name}" if parents.get(number) in paths else name
    order = np.array([ordered.index(joint) for joint in joints])
    stand = resting[-1] if resting else None
    return SkeletonParts(stand, tuple(ordered), tuple(paths[number] for number in ordered), order)


def _chain(joint: int, parents: Mapping[int, int]) -> list[int]:
    """The nodes from the top of the scene to a joint."""
    chain = [joint]
    while chain[-1] in parents:
        chain.append(parents[chain[-1]])
    return chain[::-1]


def _resting_prefix(
    chains: Sequence[Sequence[int]], joints: Container[int], moving: Container[int]
) -> list[int]:
    """The nodes above all joints that are no joints and do not move."""
    prefix: list[int] = []
    for level in zip(*chains, strict=False):
        if len(set(level)) > 1 or level[0] in joints or level[0] in moving:
            break
        prefix.append(level[0])
    return prefix


def write_skeleton(
    skeleton: UsdSkel.Skeleton,
    document: Document,
    arrays: Arrays,
    skin: int,
    parts: SkeletonParts,
    pose: Pose,
) -> None:
    """Give a skeleton its joints, resting in `pose`."""
    nodes = list(parts.nodes)
    world = world_transforms(document, pose)
    bind = world[nodes]
    if parts.stand is not None:
        write_matrix(skeleton, world[parts.stand])
    for joint, matrix in zip(parts.order, inverse_bind_matrices(document, arrays, skin), strict=True):
        if abs(np.linalg.det(matrix)) > _FLAT:
            bind[joint] = np.linalg.inv(matrix)
    rest = local_transforms(pose)[nodes]
    skeleton.CreateJointsAttr(Vt.TokenArray(parts.paths))
    skeleton.CreateBindTransformsAttr(Vt.Matrix4dArray([gf_matrix(matrix) for matrix in bind]))
    skeleton.CreateRestTransformsAttr(Vt.Matrix4dArray([gf_matrix(matrix) for matrix in rest]))


def write_skeleton_animation(
    skeleton: UsdSkel.Skeleton,
    parts: SkeletonParts,
    pose: Pose,
    moving: Mapping[int, Mapping[str, Channel]],
) -> None:
    """Let the skeleton play the channels of its joints, `moving` by node and property; nothing where none moves."""
    channels = [channel for node in parts.nodes for channel in moving.get(node, {}).values()]
    if not channels:
        return
    path = skeleton.GetPath().AppendChild("Animation")
    animation = UsdSkel.Animation.Define(skeleton.GetPrim().GetStage(), path)
    animation.CreateJointsAttr(Vt.TokenArray(parts.paths))
    still = _still(pose)
    for kind, rest, write in (
        ("translation", still.translations, _write_translations),
        ("rotation", still.rotations, _write_rotations),
        ("scale", still.scales, _write_scales),
    ):
        used = {node: moving[node][kind] for node in parts.nodes if kind in moving.get(node, {})}
        times = key_times(list(used.values()))
        values = np.repeat(rest[None, list(parts.nodes)], len(times), axis=0)
        for node, channel in used.items():
            values[:, parts.nodes.index(node)] = sample(channel, times)
        write(animation, times if used else None, values)
    binding = UsdSkel.BindingAPI.Apply(skeleton.GetPrim())
    binding.CreateAnimationSourceRel().SetTargets([path])


def _codes(times: Floats | None) -> list[Usd.TimeCode]:
    if times is None:
        return [Usd.TimeCode.Default()]
    return [Usd.TimeCode(time * TIME_CODES) for time in times]


def _write_translations(animation: UsdSkel.Animation, times: Floats | None, values: Floats) -> None:
    attribute = animation.CreateTranslationsAttr()
    for code, rows in zip(_codes(times), values.astype(np.float32), strict=True):
        attribute.Set(Vt.Vec3fArray.FromNumpy(rows), code)


def _write_rotations(animation: UsdSkel.Animation, times: Floats | None, values: Floats) -> None:
    attribute = animation.CreateRotationsAttr()
    for code, rows in zip(_codes(times), values.tolist(), strict=True):
        attribute.Set(Vt.QuatfArray([Gf.Quatf(w, x, y, z) for x, y, z, w in rows]), code)


def _write_scales(animation: UsdSkel.Animation, times: Floats | None, values: Floats) -> None:
    attribute = animation.CreateScalesAttr()
    for code, rows in zip(_codes(times), values.tolist(), strict=True):
        attribute.Set(Vt.Vec3hArray([Gf.Vec3h(*row) for row in rows]), code)


def _still(pose: Pose) -> Pose:
    """The pose with each matrix taken apart into translation, rotation and scale."""
    translations, rotations, scales = pose.translations.copy(), pose.rotations.copy(), pose.scales.copy()
    for node, matrix in pose.matrices.items():
        scale = np.linalg.norm(matrix[:3, :3], axis=0)
        if np.linalg.det(matrix[:3, :3]) < 0:
            scale[0] = -scale[0]
        turn = Gf.Matrix4d(1.0)
        turn.SetRotateOnly(gf_matrix(matrix).RemoveScaleShear().ExtractRotationMatrix())
        quaternion = turn.ExtractRotationQuat().GetNormalized()
        translations[node], scales[node] = matrix[:3, 3], scale
        rotations[node] = [*quaternion.GetImaginary(), quaternion.GetReal()]
    return Pose(translations, rotations, scales, {}, pose.weights)
