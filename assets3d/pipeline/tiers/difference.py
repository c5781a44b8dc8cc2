"""What a tier lost against its source. Both are read anew from their files, so this also tests the writer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assets3d.pipeline.geometry.uses import Use, accessor_uses
from assets3d.pipeline.gltf.accessors import Array, Arrays, as_floats
from assets3d.pipeline.gltf.animation import animation_channels, sample
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.roles import TRIANGLES, VERTEX_ROLES, Role, accessor_roles
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
    """How far stored numbers may move, as a share of an accessor's range; directions absolutely.

    unread: the share for texture coordinates that no material reads, and a quarter of what such directions may move.
    texture: how far texture coordinates may move in any case, in repeats of the texture: half a pixel of 1024.
    pull: how far weights of skins may move; what they do to a pose is far less.
    least: how far numbers may move in any case, in their own units.
    reach: how far the ends of a simplified part may move, as a share of its size.
    """

    share: float = 2e-4
    direction: float = 1e-2
    unread: float = 5e-3
    texture: float = 5e-4
    pull: float = 4e-3
    least: float = 0.0
    reach: float = 0.02

    def for_use(self, role: Role, use: Use) -> "Tolerance":
        """The tolerance for one accessor, by what its numbers do to the picture rather than by their own range."""
        if not use.is_read:
            return replace(
                self, share=max(self.share, self.unread), direction=max(self.direction, 4 * self.unread)
            )
        if role is Role.SKIN_WEIGHT:
            return replace(self, least=self.pull)
        least = {
            Role.POSITION: self.share * use.span,
            Role.MORPH: self.share * use.span,
            Role.MORPH_DIRECTION: self.direction / 4,
            Role.COLOUR: self.share,
            Role.TEXTURE_COORDINATE: self.texture / use.texture_scale,
        }
        return replace(self, least=least.get(role, 0.0))


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
    found = [*_structure(source[0].json, _without_indices(source[0].json, tier[0].json))]
    if found:
        return found
    found += _accessors(source, tier)
    found += _motions(source, tier, tolerance)
    found += _surfaces(source, tier, tolerance, is_simplified=is_simplified)
    return found


def _without_indices(source: Mapping[str, Any], tier: Mapping[str, Any]) -> dict[str, Any]:
    """The tier without the indices that it has where the source lists the corners of its triangles one by one."""
    before = [primitive for mesh in source.get("meshes", []) for primitive in mesh["primitives"]]
    after = [primitive for mesh in tier.get("meshes", []) for primitive in mesh["primitives"]]
    if len(before) != len(after):
        return dict(tier)
    added = {
        id(new): new["indices"]
        for old, new in zip(before, after, strict=True)
        if "indices" in new and "indices" not in old and old.get("mode", TRIANGLES) == TRIANGLES
    }
    meshes = [
        {
            **mesh,
            "primitives": [
                _without(primitive, frozenset({"indices"})) if id(primitive) in added else primitive
                for primitive in mesh["primitives"]
            ],
        }
        for mesh in tier.get("meshes", [])
    ]
    last = len(tier.get("accessors", [])) - len(set(added.values()))
    accessors = tier.get("accessors", [])[:last]
    return {**tier, **({"meshes": meshes, "accessors": accessors} if added else {})}


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


def _accessors(source: tuple[Document, Arrays], tier: tuple[Document, Arrays]) -> Iterator[str]:
    roles = accessor_roles(source[0].json)
    for number, before in enumerate(source[0].listed("accessors")):
        after = tier[0].json["accessors"][number]
        for key in ("type", "name", "extras", "extensions"):
            if before.get(key) != after.get(key):
                yield f"accessors/{number}/{key} changed"
        is_exact = roles.get(number, Role.EXACT) is Role.EXACT
        if is_exact and not np.array_equal(source[1][number], tier[1][number]):
            yield f"accessors/{number} must be exact and is not"


def _motions(
    source: tuple[Document, Arrays], tier: tuple[Document, Arrays], tolerance: Tolerance
) -> Iterator[str]:
    """Animations are compared where the source has keys and midway between them; keys that say nothing may go."""
    for number in range(len(source[0].listed("animations"))):
        pairs = zip(animation_channels(*source, number), animation_channels(*tier, number), strict=True)
        for position, (before, after) in enumerate(pairs):
            times = np.sort(np.concatenate([before.times, (before.times[1:] + before.times[:-1]) / 2]))
            one, other = sample(before, times), sample(after, times)
            if before.path == "rotation":
                # A quaternion and its negative turn alike.
                other = np.where((one * other).sum(axis=1, keepdims=True) < 0, -other, other)
            allowed = tolerance.share * max(float(np.abs(one).max(initial=0)), 1e-9)
            if float(np.abs(one - other).max(initial=0)) > allowed:
                yield f"animations/{number}/channels/{position}: {before.path} differs"


def _surfaces(
    source: tuple[Document, Arrays],
    tier: tuple[Document, Arrays],
    tolerance: Tolerance,
    *,
    is_simplified: bool,
) -> Iterator[str]:
    roles, uses = accessor_roles(source[0].json), accessor_uses(source[0].json, source[1])
    for number, mesh in enumerate(source[0].listed("meshes")):
        for position, primitive in enumerate(mesh["primitives"]):
            place = f"meshes/{number}/primitives/{position}"
            corners = _corners(primitive, source[1])
            new_corners = _corners(tier[0].json["meshes"][number]["primitives"][position], tier[1])
            if len(corners) != len(new_corners) and not is_simplified:
                yield f"{place}: {len(corners)} corners became {len(new_corners)}"
                continue
            for index in _vertex_accessors(primitive):
                if roles[index] in VERTEX_ROLES:
                    one = as_floats(source[1][index][corners], source[0].json["accessors"][index])
                    other = as_floats(tier[1][index][new_corners], tier[0].json["accessors"][index])
                    allowed = tolerance.for_use(roles[index], uses[index])
                    if not _agree(one, other, roles[index], allowed, is_simplified=is_simplified):
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
        allowed = max(allowed, tolerance.least)
    if is_simplified:
        span = float(np.ptp(one, axis=0).max())
        reach = np.abs(np.stack([one.min(axis=0) - other.min(axis=0), one.max(axis=0) - other.max(axis=0)]))
        return bool(role is not Role.POSITION or reach.max() <= tolerance.reach * span)
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
