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
    COLOUR = "colour"
    SKIN_WEIGHT = "skin weight"
    MORPH = "morph"
    MORPH_DIRECTION = "morph direction"
    VERTEX = "vertex"
    TRIANGLE_INDICES = "triangle indices"
    OTHER_INDICES = "other indices"
    ROTATION = "rotation"
    TRANSLATION = "translation"
    SCALE = "scale"
    MORPH_WEIGHT = "morph weight"
    KEY_TIME = "key time"
    EXACT = "exact"


VERTEX_ROLES = frozenset(
    {
        Role.POSITION,
        Role.NORMAL,
        Role.TANGENT,
        Role.TEXTURE_COORDINATE,
        Role.COLOUR,
        Role.SKIN_WEIGHT,
        Role.MORPH,
        Role.MORPH_DIRECTION,
        Role.VERTEX,
    }
)
INDEX_ROLES = frozenset({Role.TRIANGLE_INDICES, Role.OTHER_INDICES})
MOTION_ROLES = frozenset({Role.ROTATION, Role.TRANSLATION, Role.SCALE, Role.MORPH_WEIGHT})
_NUMBERED_ROLES = {
    "TEXCOORD_": Role.TEXTURE_COORDINATE,
    "COLOR_": Role.COLOUR,
    "WEIGHTS_": Role.SKIN_WEIGHT,
}
_TARGET_ROLES = {
    "POSITION": Role.MORPH,
    "NORMAL": Role.MORPH_DIRECTION,
    "TANGENT": Role.MORPH_DIRECTION,
}
_MOVED = {
    "rotation": Role.ROTATION,
    "translation": Role.TRANSLATION,
    "scale": Role.SCALE,
    "weights": Role.MORPH_WEIGHT,
}


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
        for name, index in target.items():
            yield index, _TARGET_ROLES.get(name, _attribute_role(name))
    if "indices" in primitive:
        is_list = primitive.get("mode", TRIANGLES) == TRIANGLES
        yield primitive["indices"], Role.TRIANGLE_INDICES if is_list else Role.OTHER_INDICES


def _attribute_role(name: str) -> Role:
    for start, role in _NUMBERED_ROLES.items():
        if name.startswith(start):
            return role
    named = {"POSITION": Role.POSITION, "NORMAL": Role.NORMAL, "TANGENT": Role.TANGENT}
    return named.get(name, Role.VERTEX)


def _animation_uses(animation: JsonObject) -> Iterator[tuple[int, Role]]:
    paths: dict[int, set[str]] = {}
    for channel in animation["channels"]:
        paths.setdefault(channel["sampler"], set()).add(channel["target"].get("path", ""))
    for number, sampler in enumerate(animation["samplers"]):
        yield sampler["input"], Role.KEY_TIME
        moved = paths.get(number, set())
        role = _MOVED.get(moved.pop(), Role.EXACT) if len(moved) == 1 else Role.EXACT
        # The tangents between cubic keys are of another size than values, and no unit quaternions.
        is_cubic = sampler.get("interpolation") == "CUBICSPLINE"
        yield sampler["output"], Role.EXACT if is_cubic else role
