"""What each accessor is for; that decides how it may be stored."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from assets3d.pipeline.gltf.document import JsonObject

TRIANGLES = 4


class Role(StrEnum):
    """The one use of an accessor. `EXACT` is the answer for anything that must keep its very bits."""

    POSITION = "position"
    NORMAL = "normal"
    TANGENT = "tangent"
    TEXTURE_COORDINATE = "texture coordinate"
    MORPH = "morph"
    VERTEX = "vertex"
    TRIANGLE_INDICES = "triangle indices"
    OTHER_INDICES = "other indices"
    ROTATION = "rotation"
    EXACT = "exact"


VERTEX_ROLES = frozenset(
    {Role.POSITION, Role.NORMAL, Role.TANGENT, Role.TEXTURE_COORDINATE, Role.MORPH, Role.VERTEX}
)
INDEX_ROLES = frozenset({Role.TRIANGLE_INDICES, Role.OTHER_INDICES})


def accessor_roles(document: Mapping[str, Any]) -> dict[int, Role]:
    """The role of every accessor that something uses.

    An accessor with two uses gets the more careful role of its kind: two vertex uses make `VERTEX`, two kinds
    of indices `OTHER_INDICES`, anything else `EXACT`.
    """
    roles: dict[int, Role] = {}
    for index, role in _uses(document):
        known = roles.setdefault(index, role)
        if known is role:
            continue
        if {known, role} <= VERTEX_ROLES:
            roles[index] = Role.VERTEX
        elif {known, role} <= INDEX_ROLES:
            roles[index] = Role.OTHER_INDICES
        else:
            roles[index] = Role.EXACT
    return roles


def _uses(document: Mapping[str, Any]) -> Iterator[tuple[int, Role]]:
    for mesh in document.get("meshes", []):
        for primitive in mesh["primitives"]:
            yield from _primitive_uses(primitive)
    for skin in document.get("skins", []):
        if "inverseBindMatrices" in skin:
            yield skin["inverseBindMatrices"], Role.EXACT
    for node in document.get("nodes", []):
        instancing = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {})
        for index in instancing.get("attributes", {}).values():
            yield index, Role.EXACT
    for animation in document.get("animations", []):
        yield from _animation_uses(animation)


def _primitive_uses(primitive: JsonObject) -> Iterator[tuple[int, Role]]:
    for name, index in primitive["attributes"].items():
        yield index, _attribute_role(name)
    for target in primitive.get("targets", []):
        for index in target.values():
            yield index, Role.MORPH
    if "indices" in primitive:
        is_list = primitive.get("mode", TRIANGLES) == TRIANGLES
        yield primitive["indices"], Role.TRIANGLE_INDICES if is_list else Role.OTHER_INDICES


def _attribute_role(name: str) -> Role:
    if name.startswith("TEXCOORD_"):
        return Role.TEXTURE_COORDINATE
    named = {"POSITION": Role.POSITION, "NORMAL": Role.NORMAL, "TANGENT": Role.TANGENT}
    return named.get(name, Role.VERTEX)


def _animation_uses(animation: JsonObject) -> Iterator[tuple[int, Role]]:
    turns = {
        channel["sampler"] for channel in animation["channels"] if channel["target"].get("path") == "rotation"
    }
    others = {channel["sampler"] for channel in animation["channels"]} - turns
    for number, sampler in enumerate(animation["samplers"]):
        yield sampler["input"], Role.EXACT
        # The tangents between cubic keys are no unit quaternions.
        is_rotation = (
            number in turns and number not in others and sampler.get("interpolation") != "CUBICSPLINE"
        )
        yield sampler["output"], Role.ROTATION if is_rotation else Role.EXACT
