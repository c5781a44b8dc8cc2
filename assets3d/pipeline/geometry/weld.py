"""Vertices that say the same become one, and lists of loose triangles get an index."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.surface import same_rows
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import JsonObject
from assets3d.pipeline.gltf.roles import TRIANGLES, VERTEX_ROLES, Role

_UNSIGNED_INT = 5125
# An index costs bytes too; it pays where at least this share of the vertices goes.
_WORTH_AN_INDEX = 0.2


def weld(arrays: Arrays, group: VertexGroup) -> VertexGroup:
    """Replace the group's arrays by ones without doubles: vertices alike in every bit of every attribute.

    Returns the group as it is then. Triangles keep their order and their corners.
    """
    numbers, used = _numbered(arrays, tuple(group.attributes.values()))
    if used == group.vertex_count:
        return group
    first = np.unique(numbers, return_index=True)[1]
    for index in group.attributes.values():
        arrays[index] = arrays[index][first]
    for index in group.indices:
        arrays[index] = numbers[arrays[index]]
    return VertexGroup(group.attributes, group.indices, used)


def _numbered(arrays: Arrays, attributes: tuple[int, ...]) -> tuple[Any, int]:
    parts = [
        np.ascontiguousarray(arrays[index]).view(np.uint8).reshape(len(arrays[index]), -1)
        for index in dict.fromkeys(attributes)
    ]
    rows = np.concatenate(parts, axis=1)
    return same_rows(rows)


def index_loose_triangles(json: JsonObject, arrays: Arrays, roles: dict[int, Role]) -> None:
    """Give every list of triangles without an index one of its own, where that saves a fifth of its vertices.

    Adds accessors to the document and to `arrays` and `roles`; what is drawn does not change.
    """
    made: dict[tuple[int, ...], int | None] = {}
    loose = [
        primitive
        for mesh in json.get("meshes", [])
        for primitive in mesh["primitives"]
        if "indices" not in primitive and primitive.get("mode", TRIANGLES) == TRIANGLES
    ]
    for primitive in loose:
        attributes = tuple(sorted(_vertices(primitive)))
        if attributes not in made:
            made[attributes] = _made(json, arrays, roles, attributes)
        number = made[attributes]
        if number is not None:
            primitive["indices"] = number


def _vertices(primitive: Mapping[str, Any]) -> set[int]:
    return {
        index
        for group in (primitive["attributes"], *primitive.get("targets", []))
        for index in group.values()
    }


def _made(
    json: JsonObject, arrays: Arrays, roles: dict[int, Role], attributes: tuple[int, ...]
) -> int | None:
    counts = {len(arrays[index]) for index in attributes}
    count = counts.pop()
    if counts or count % 3 or any(roles[index] not in VERTEX_ROLES for index in attributes):
        return None
    if _numbered(arrays, attributes)[1] > count * (1 - _WORTH_AN_INDEX):
        return None
    # The view is a placeholder until the accessor is stored.
    accessor = {"bufferView": 0, "componentType": _UNSIGNED_INT, "count": count, "type": "SCALAR"}
    json["accessors"].append(accessor)
    number = len(json["accessors"]) - 1
    arrays[number] = np.arange(count, dtype=np.uint32).reshape(-1, 1)
    roles[number] = Role.TRIANGLE_INDICES
    return number
