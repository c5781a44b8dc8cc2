"""What a tier lost against its source. Both are read anew from their files, so this also tests the writer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from assets3d.pipeline.gltf.accessors import Array, Arrays, as_floats
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.roles import VERTEX_ROLES, Role, accessor_roles
from assets3d.pipeline.preflight.schema import MESHOPT_EXTENSIONS
from assets3d.pipeline.textures.slots import IMAGE_EXTENSIONS, texture_images

# Only storage: what is in these lists is compared by meaning, everything else letter by letter.
_STORAGE = frozenset(
    {"accessors", "bufferViews", "buffers", "images", "textures", "extensionsUsed", "extensionsRequired"}
)
_STORAGE_EXTENSIONS = frozenset({*MESHOPT_EXTENSIONS, *IMAGE_EXTENSIONS, "KHR_mesh_quantization"})
_IMAGE_STORAGE = frozenset({"uri", "bufferView", "mimeType"})


@dataclass(frozen=True)
class Tolerance:
    """How far stored numbers may move, as a share of an accessor's range; directions absolutely."""

    share: float = 2e-4
    direction: float = 1e-2


def differences(
    source: tuple[Document, Arrays],
    tier: tuple[Document, Arrays],
    tolerance: Tolerance,
    *,
    is_simplified: bool,
) -> list[str]:
    """Every loss in the tier, in words for its makers; empty when nothing is lost.

    is_simplified: the tier has fewer triangles on purpose, so only the ranges of its vertices are compared.
    """
    found = [*_structure(source[0].json, tier[0].json)]
    if found:
        return found
    found += _accessors(source, tier, tolerance)
    found += _surfaces(source, tier, tolerance, is_simplified=is_simplified)
    return found


def _structure(source: Mapping[str, Any], tier: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted((set(source) | set(tier)) - _STORAGE):
        yield from _same(source.get(key), tier.get(key), key)
    for key in ("accessors", "images", "textures"):
        if len(source.get(key, [])) != len(tier.get(key, [])):
            yield f"{key}: {len(source.get(key, []))} became {len(tier.get(key, []))}"
            return
    for number, (before, after) in enumerate(_pairs(source, tier, "images")):
        yield from _same(
            _without(before, _IMAGE_STORAGE), _without(after, _IMAGE_STORAGE), f"images/{number}"
        )
    for number, (before, after) in enumerate(_pairs(source, tier, "textures")):
        yield from _same(_texture(before), _texture(after), f"textures/{number}")
    for key in ("extensionsUsed", "extensionsRequired"):
        lost = set(source.get(key, [])) - set(tier.get(key, [])) - _STORAGE_EXTENSIONS
        if lost:
            yield f"{key}: {sorted(lost)} lost"


def _pairs(source: Mapping[str, Any], tier: Mapping[str, Any], key: str) -> Iterator[tuple[Any, Any]]:
    yield from zip(source.get(key, []), tier.get(key, []), strict=True)


def _without(value: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {key: child for key, child in value.items() if key not in keys}


def _texture(texture: Mapping[str, Any]) -> dict[str, Any]:
    extensions = _without(texture.get("extensions", {}), frozenset(IMAGE_EXTENSIONS))
    shown = next(texture_images(texture), None)
    return {
        **_without(texture, frozenset({"source", "extensions"})),
        "shown": shown,
        "extensions": extensions,
    }


def _same(before: Any, after: Any, place: str) -> Iterator[str]:  # noqa: ANN401 - any JSON values
    if before == after:
        return
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _same(one, other, f"{place}/{number}")
    elif isinstance(before, dict) and isinstance(after, dict) and set(before) == set(after):
        for key in before:
            yield from _same(before[key], after[key], f"{place}/{key}")
    else:
        yield f"{place} changed"


def _accessors(
    source: tuple[Document, Arrays], tier: tuple[Document, Arrays], tolerance: Tolerance
) -> Iterator[str]:
    roles = accessor_roles(source[0].json)
    for number, (before, after) in enumerate(_pairs(source[0].json, tier[0].json, "accessors")):
        role = roles.get(number, Role.EXACT)
        for key in ("type", "name", "extras", "extensions"):
            if before.get(key) != after.get(key):
                yield f"accessors/{number}/{key} changed"
        one, other = source[1][number], tier[1][number]
        if role is Role.EXACT and not np.array_equal(one, other):
            yield f"accessors/{number} must be exact and is not"
        elif role is Role.ROTATION:
            yield from _rotations(as_floats(one, before), as_floats(other, after), number, tolerance)


def _rotations(one: Array, other: Array, number: int, tolerance: Tolerance) -> Iterator[str]:
    if one.shape != other.shape:
        yield f"accessors/{number}: {one.shape[0]} keys became {other.shape[0]}"
        return
    # A quaternion and its negative turn alike.
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    agreement = np.abs((one * other).sum(axis=1)) / np.where(lengths == 0, 1, lengths)
    if float(agreement.min(initial=1.0)) < 1 - tolerance.share:
        yield f"accessors/{number}: rotations differ"


def _surfaces(
    source: tuple[Document, Arrays],
    tier: tuple[Document, Arrays],
    tolerance: Tolerance,
    *,
    is_simplified: bool,
) -> Iterator[str]:
    roles = accessor_roles(source[0].json)
    for number, mesh in enumerate(source[0].listed("meshes")):
        for position, primitive in enumerate(mesh["primitives"]):
            place = f"meshes/{number}/primitives/{position}"
            corners, new_corners = (_corners(primitive, side[1]) for side in (source, tier))
            if len(corners) != len(new_corners) and not is_simplified:
                yield f"{place}: {len(corners)} corners became {len(new_corners)}"
                continue
            for index in _vertex_accessors(primitive):
                if roles[index] in VERTEX_ROLES:
                    one = as_floats(source[1][index][corners], source[0].json["accessors"][index])
                    other = as_floats(tier[1][index][new_corners], tier[0].json["accessors"][index])
                    if not _agree(one, other, roles[index], tolerance, is_simplified=is_simplified):
                        yield f"{place}: accessor {index} ({roles[index]}) no longer holds the same values"


def _corners(primitive: Mapping[str, Any], arrays: Arrays) -> Array:
    if "indices" in primitive:
        return arrays[primitive["indices"]].ravel()
    return np.arange(len(arrays[next(iter(primitive["attributes"].values()))]))


def _vertex_accessors(primitive: Mapping[str, Any]) -> set[int]:
    groups = [primitive["attributes"], *primitive.get("targets", [])]
    return {index for group in groups for index in group.values()}


def _agree(one: Array, other: Array, role: Role, tolerance: Tolerance, *, is_simplified: bool) -> bool:
    """Whether two lists of corners, in different orders, describe the same surface: range, mean and spread."""
    if role in (Role.NORMAL, Role.TANGENT):
        lengths = np.linalg.norm(one[:, :3], axis=1, keepdims=True)
        one = one / np.where(lengths == 0, 1, lengths) if role is Role.NORMAL else one
        allowed = tolerance.direction
    else:
        allowed = tolerance.share * max(float(np.ptp(one, axis=0).max()), float(np.abs(one).max()) / 64)
    if is_simplified:
        span = float(np.ptp(one, axis=0).max())
        reach = np.abs(np.stack([one.min(axis=0) - other.min(axis=0), one.max(axis=0) - other.max(axis=0)]))
        return bool(role is not Role.POSITION or reach.max() <= 0.02 * span)
    pairs = [(one.min(axis=0), other.min(axis=0)), (one.max(axis=0), other.max(axis=0))]
    pairs += [
        (value.mean(axis=0, dtype=np.float64), new.mean(axis=0, dtype=np.float64))
        for value, new in [(one, other)]
    ]
    pairs += [
        (value.std(axis=0, dtype=np.float64), new.std(axis=0, dtype=np.float64))
        for value, new in [(one, other)]
    ]
    return all(bool((np.abs(before - after) <= allowed + 1e-12).all()) for before, after in pairs)
