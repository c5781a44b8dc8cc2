"""Which vertices and triangles hang together, and so must be reordered together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.roles import TRIANGLES, VERTEX_ROLES, Role


@dataclass(frozen=True)
class VertexGroup:
    """Accessors that describe the same vertices, and the index accessors that use them.

    attributes: accessor by attribute name of the first primitive, morph targets and doubles under other keys.
    """

    attributes: Mapping[str, int]
    indices: tuple[int, ...]
    vertex_count: int


def vertex_groups(
    document: Mapping[str, Any], arrays: Arrays, roles: Mapping[int, Role]
) -> list[VertexGroup]:
    """The groups that can be reordered freely: indexed triangle lists whose vertices nothing else refers to."""
    primitives = [primitive for mesh in document.get("meshes", []) for primitive in mesh["primitives"]]
    parents: dict[int, int] = {}
    for primitive in primitives:
        members = _accessors(primitive)
        for member in members:
            _join(parents, members[0], member)
    grouped: dict[int, list[Mapping[str, Any]]] = {}
    for primitive in primitives:
        grouped.setdefault(_root(parents, _accessors(primitive)[0]), []).append(primitive)
    candidates = [_group(members, arrays, roles) for members in grouped.values()]
    return [group for group in candidates if group is not None]


def _accessors(primitive: Mapping[str, Any]) -> list[int]:
    vertices = list(_vertex_accessors(primitive).values())
    return [*vertices, primitive["indices"]] if "indices" in primitive else vertices


def _vertex_accessors(primitive: Mapping[str, Any]) -> dict[str, int]:
    accessors = dict(primitive["attributes"])
    for number, target in enumerate(primitive.get("targets", [])):
        accessors |= {f"{name} of target {number}": index for name, index in target.items()}
    return accessors


def _root(parents: dict[int, int], member: int) -> int:
    while parents.setdefault(member, member) != member:
        parents[member] = parents[parents[member]]
        member = parents[member]
    return member


def _join(parents: dict[int, int], one: int, other: int) -> None:
    parents[_root(parents, other)] = _root(parents, one)


def _group(
    primitives: list[Mapping[str, Any]], arrays: Arrays, roles: Mapping[int, Role]
) -> VertexGroup | None:
    attributes: dict[str, int] = {}
    for primitive in primitives:
        for name, index in _vertex_accessors(primitive).items():
            if index not in attributes.values():
                attributes[name if name not in attributes else f"{name} #{index}"] = index
    indices = tuple(dict.fromkeys(primitive.get("indices", -1) for primitive in primitives))
    counts = Counter(len(arrays[index]) for index in attributes.values())
    is_free = (
        all(primitive.get("mode", TRIANGLES) == TRIANGLES for primitive in primitives)
        and all(
            roles.get(index) is Role.TRIANGLE_INDICES and len(arrays[index]) % 3 == 0 for index in indices
        )
        and all(roles[index] in VERTEX_ROLES for index in attributes.values())
        and len(counts) == 1
    )
    return VertexGroup(attributes, indices, next(iter(counts))) if is_free else None
