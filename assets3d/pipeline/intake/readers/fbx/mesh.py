"""Meshes of FBX: polygons, skins and shape keys as parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.intake.scene import Floats, Part, to_linear
from assets3d.pipeline.intake.shape.corners import Corners, welded
from assets3d.pipeline.intake.shape.normals import as_column
from assets3d.pipeline.intake.shape.polygons import check_range, cut
from assets3d.pipeline.intake.source import damaged
from assets3d.pipeline.preflight.bounds import Bounds

_JOINTS = 4
Hold = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Influence:
    """joints, weights: (vertices, 4), the weights of each vertex adding up to one."""

    joints: NDArray[np.uint16]
    weights: Floats
    lost: int
    has_loose: bool


@dataclass(frozen=True, eq=False)
class Shape:
    """A shape key: how far each vertex moves, (vertices, 3); `channel` is what in the file blends it in."""

    channel: int
    name: str
    weight: float
    offsets: Floats


def read_parts(
    mesh: Any,  # noqa: ANN401 - the binding's types are not kept
    materials: Sequence[int],
    influence: Influence | None,
    shapes: Sequence[Shape],
    bounds: Bounds,
    hold: Hold,
) -> list[Part]:
    """One part for each material of a mesh; raises BadModel."""
    faces = np.array(np.asarray(hold(mesh.faces)), np.int64).reshape(-1, 2)
    lengths = faces[:, 1]
    if not np.array_equal(faces[:, 0], np.cumsum(lengths) - lengths):
        raise damaged("fbx_invalid", "The polygons of a mesh do not fit its list of corners.")
    face_of = np.repeat(np.arange(len(faces)), np.maximum(lengths - 2, 0))
    position = hold(mesh.vertex_position)
    triangles = cut(lengths, np.asarray(hold(position.indices)), np.asarray(hold(position.values)), bounds)
    chosen = np.array(np.asarray(hold(mesh.face_material)), np.int64)
    of_triangle = chosen[face_of] if len(chosen) == len(faces) else np.zeros(len(triangles), np.int64)
    parts = []
    for number in np.unique(of_triangle).tolist():
        rows = triangles[of_triangle == number].ravel()
        material = materials[number] if number < len(materials) else materials[-1]
        part = _part(mesh, rows, influence, shapes, hold)
        parts += [replace(part, material=material)] if len(part.triangles) else []
    return parts


def _part(
    mesh: Any,  # noqa: ANN401 - the binding's types are not kept
    rows: NDArray[np.int64],
    influence: Influence | None,
    shapes: Sequence[Shape],
    hold: Hold,
) -> Part:
    points, vertices = _attribute(hold(mesh.vertex_position), rows, hold)
    normal = hold(mesh.vertex_normal)
    sets = [hold(hold(each).vertex_uv) for each in hold(mesh.uv_sets)]
    colour = hold(mesh.vertex_color)
    corners = Corners(
        points[:, :3],
        _attribute(normal, rows, hold)[0] if normal.exists else None,
        tuple(_upside_down(_attribute(each, rows, hold)[0]) for each in sets if each.exists),
        _colours(_attribute(colour, rows, hold)[0]) if colour.exists else None,
        (as_column(vertices),) if influence or shapes else (),
    )
    part, first = welded(corners, None)
    used = vertices[first]
    if influence:
        part = replace(part, joints=influence.joints[used], weights=influence.weights[used])
    return replace(part, targets=tuple(shape.offsets[used] for shape in shapes))


def _attribute(attribute: Any, rows: NDArray[np.int64], hold: Hold) -> tuple[Floats, NDArray[np.int64]]:  # noqa: ANN401
    """The values at some corners, and the numbers of those values."""
    values = np.asarray(hold(attribute.values))
    indices = np.array(np.asarray(hold(attribute.indices)), np.int64)[rows]
    check_range(indices, len(values))
    return values[indices].astype(np.float32), indices


def _upside_down(coordinates: Floats) -> Floats:
    return np.stack([coordinates[:, 0], 1 - coordinates[:, 1]], axis=1)


def _colours(stored: Floats) -> Floats:
    colours = np.clip(np.nan_to_num(stored), 0, 1)
    colours[:, :3] = to_linear(colours[:, :3])
    return colours


def strongest(
    vertices: NDArray[np.int64], joints: NDArray[np.int64], weights: Floats, count: int, loose: int
) -> Influence:
    """The four strongest joints of each of `count` vertices; vertices without any follow the joint `loose`."""
    keep = (weights > 0) & np.isfinite(weights) & (vertices < count) & (vertices >= 0)
    vertices, joints, weights = vertices[keep], joints[keep], weights[keep]
    order = np.lexsort((joints, -weights, vertices))
    vertices, joints, weights = vertices[order], joints[order], weights[order]
    starts = np.searchsorted(vertices, vertices)
    rank = np.arange(len(vertices)) - starts
    chosen = rank < _JOINTS
    all_joints = np.zeros((count, _JOINTS), np.uint16)
    all_weights = np.zeros((count, _JOINTS), np.float32)
    all_joints[vertices[chosen], rank[chosen]] = joints[chosen]
    all_weights[vertices[chosen], rank[chosen]] = weights[chosen]
    total = all_weights.sum(axis=1)
    all_joints[total == 0, 0], all_weights[total == 0, 0] = loose, 1
    all_weights /= all_weights.sum(axis=1, keepdims=True)
    return Influence(all_joints, all_weights, int((~chosen).sum()), bool((total == 0).any()))
