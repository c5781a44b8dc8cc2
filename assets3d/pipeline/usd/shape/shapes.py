"""glTF primitives as the arrays of a UsdGeomMesh. Pure: no USD here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.skin import Floats, joint_influences, morphed

_TRIANGLES, _STRIP, _FAN = 4, 5, 6
TRIANGLE_MODES = frozenset({_TRIANGLES, _STRIP, _FAN})
Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """Triangles with what they need.

    triangles: (n, 3) rows of the others. points, normals: (v, 3). coordinates: (v, 2) by UV set, the second axis
    upwards. colours: (v, 3) or (v, 4), or None where they are all white. joints, weights: (v, 4 * sets), or None.
    """

    triangles: NDArray[np.int32]
    points: Singles
    normals: Singles
    coordinates: Mapping[int, Singles]
    colours: Singles | None
    joints: NDArray[np.int64] | None
    weights: Singles | None


def shape_of(
    document: Document, arrays: Arrays, primitive: Mapping[str, Any], weights: Floats | None, joints: int
) -> Shape | None:
    """The primitive with its morph targets at `weights`, or None when no triangle of it can be seen.

    joints: how many the skin has that it follows; 0 for none.
    """
    triangles = _triangles(arrays, primitive)
    points = morphed(document, arrays, primitive, weights, "POSITION").astype(np.float32)
    if not len(triangles):
        return None
    rows, normals = np.arange(len(points)), None
    if "NORMAL" in primitive["attributes"]:
        normals = _unit(morphed(document, arrays, primitive, weights, "NORMAL"))
    else:
        # Without normals a surface is faceted (glTF 2.0 section 3.7.2.1), so no two faces share a point.
        rows = triangles.ravel()
        triangles = np.arange(len(rows)).reshape(-1, 3)
        normals = _facets(points[rows])
    followed, influence = None, None
    if joints and "JOINTS_0" in primitive["attributes"]:
        every, shares = joint_influences(document, arrays, primitive, joints)
        followed, influence = every[rows], shares[rows].astype(np.float32)
    return Shape(
        triangles.astype(np.int32),
        points[rows],
        normals,
        {number: values[rows] for number, values in _coordinates(document, arrays, primitive).items()},
        _colours(document, arrays, primitive, rows),
        followed,
        influence,
    )


def _triangles(arrays: Arrays, primitive: Mapping[str, Any]) -> NDArray[np.int64]:
    if "indices" in primitive:
        order = arrays[primitive["indices"]].ravel().astype(np.int64)
    else:
        order = np.arange(len(arrays[primitive["attributes"]["POSITION"]]))
    mode = primitive.get("mode", _TRIANGLES)
    if mode == _TRIANGLES:
        return order[: len(order) // 3 * 3].reshape(-1, 3)
    if mode not in TRIANGLE_MODES or len(order) < 3:
        return np.empty((0, 3), np.int64)
    if mode == _FAN:
        return np.stack([order[1:-1], order[2:], np.full(len(order) - 2, order[0])], axis=1)
    corners = np.stack([order[:-2], order[1:-1], order[2:]], axis=1)
    corners[1::2] = corners[1::2][:, [0, 2, 1]]
    return corners


def _coordinates(document: Document, arrays: Arrays, primitive: Mapping[str, Any]) -> dict[int, Singles]:
    found = {}
    for name, accessor in sorted(primitive["attributes"].items()):
        if name.startswith("TEXCOORD_") and arrays[accessor].shape[1] == 2:
            values = as_floats(arrays[accessor], document.json["accessors"][accessor])
            values[:, 1] = 1 - values[:, 1]
            found[int(name.removeprefix("TEXCOORD_"))] = values
    return found


def _colours(
    document: Document, arrays: Arrays, primitive: Mapping[str, Any], rows: NDArray[np.int64]
) -> Singles | None:
    accessor = primitive["attributes"].get("COLOR_0")
    if accessor is None:
        return None
    colours = as_floats(arrays[accessor], document.json["accessors"][accessor])[rows]
    return None if (colours == 1).all() else colours


def _facets(corners: Singles) -> Singles:
    first, second, third = corners.reshape(-1, 3, 3).astype(np.float64).transpose(1, 0, 2)
    return np.repeat(_unit(np.cross(second - first, third - first)), 3, axis=0)


def _unit(vectors: Floats) -> Singles:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
