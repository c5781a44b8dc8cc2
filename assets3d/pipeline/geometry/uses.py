"""What a model's numbers are used for: how fine they must be, and whether any material reads them."""

import math
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from assets3d.pipeline.geometry.placing import mesh_ends, mesh_scales, model_size, placements
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.preflight.schema import texture_infos

# Parts smaller than the model by more than this get a finer grid than the rest.
_FINER_BELOW = 4.0
_MOST_MAGNIFIED = 64.0
_UNKNOWN_SIDES: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Use:
    """How one accessor of vertices is used.

    span: the length, in the accessor's units, that bits of positions divide; 0 for that of the accessor itself.
    reach: the largest coordinate of everything that must lie on the same grid.
    texture_scale: how far texture transforms magnify the coordinates.
    texels: how many texels of the finest texture that reads them lie between coordinates 0 and 1; infinite where
        nobody knows.
    is_read: whether any material that a primitive can wear reads it.
    has_details: whether a texture that reads it shows more than soft shade.
    """

    span: float = 0.0
    reach: float = 0.0
    texture_scale: float = 1.0
    texels: float = math.inf
    is_read: bool = True
    has_details: bool = True


def accessor_uses(
    json: Mapping[str, Any], arrays: Arrays, sides: Mapping[int, int] = _UNKNOWN_SIDES
) -> dict[int, Use]:
    """The use of each accessor of vertices, by its number.

    sides: pixels along the longest side of each texture, by its number, where they are known.
    Parts of one mesh get the same span, so that borders which meet keep meeting once they are rounded.
    """
    spans = _spans(json, arrays)
    reads = [_Reads.of(material, sides) for material in json.get("materials", [])]
    uses: dict[int, Use] = {}
    for number, mesh in enumerate(json.get("meshes", [])):
        for primitive in mesh["primitives"]:
            worn = [reads[material] for material in _materials(primitive)]
            for name, index in _named(primitive):
                one = Use(
                    *spans[number],
                    max([look.scales.get(name, 1.0) for look in worn], default=1.0),
                    max([look.texels.get(name, 0.0) for look in worn], default=0.0),
                    is_read=_is_read(name, worn),
                    has_details=any(name in look.detailed for look in worn),
                )
                uses[index] = _both(uses[index], one) if index in uses else one
    return uses


def _both(one: Use, other: Use) -> Use:
    return Use(
        min(one.span, other.span),
        max(one.reach, other.reach),
        max(one.texture_scale, other.texture_scale),
        max(one.texels, other.texels),
        is_read=one.is_read or other.is_read,
        has_details=one.has_details or other.has_details,
    )


@dataclass(frozen=True)
class _Reads:
    """What a material reads: texture coordinates with the largest scale and the most texels that it gives them,
    those of them by which it reads more than soft shade, and tangents."""

    scales: Mapping[str, float]
    texels: Mapping[str, float]
    detailed: Set[str]
    has_relief: bool
    is_unlit: bool

    @classmethod
    def of(cls, material: Mapping[str, Any], sides: Mapping[int, int]) -> "_Reads":
        scales: dict[str, float] = {}
        texels: dict[str, float] = {}
        detailed: set[str] = set()
        has_relief = "KHR_materials_anisotropy" in material.get("extensions", {})
        for place, info in texture_infos({"materials": [material]}):
            transform = info.get("extensions", {}).get("KHR_texture_transform", {})
            name = f"TEXCOORD_{transform.get('texCoord', info.get('texCoord', 0))}"
            scale = max([1.0, *(abs(float(part)) for part in transform.get("scale", []))])
            scale = min(scale, _MOST_MAGNIFIED)
            scales[name] = max(scale, scales.get(name, 1.0))
            texels[name] = max(scale * sides.get(info["index"], math.inf), texels.get(name, 0.0))
            if not place.lower().endswith("occlusiontexture"):
                detailed.add(name)
            has_relief = has_relief or place.lower().endswith("normaltexture")
        return cls(
            scales, texels, detailed, has_relief, "KHR_materials_unlit" in material.get("extensions", {})
        )


def _is_read(name: str, worn: list[_Reads]) -> bool:
    if name.startswith("TEXCOORD_"):
        return any(name in look.scales for look in worn)
    if name == "TANGENT":
        return any(look.has_relief for look in worn)
    return name != "NORMAL" or not worn or not all(look.is_unlit for look in worn)


def _materials(primitive: Mapping[str, Any]) -> set[int]:
    mappings = primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", [])
    found = {mapping["material"] for mapping in mappings}
    return found | {primitive["material"]} if "material" in primitive else found


def _named(primitive: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for group in (primitive["attributes"], *primitive.get("targets", [])):
        yield from group.items()


def _spans(json: Mapping[str, Any], arrays: Arrays) -> list[tuple[float, float]]:
    """For each mesh the length that bits of positions divide, and its largest coordinate."""
    # Where joints or instances place parts, nobody knows how large the model is beside them.
    is_loose = any(place.is_loose for place in placements(json, arrays))
    model = 0.0 if is_loose else model_size(json, arrays)
    spans = []
    for mesh, scale in zip(json.get("meshes", []), mesh_scales(json, arrays), strict=True):
        ends = mesh_ends(json, arrays, mesh)
        own = float((ends[1] - ends[0]).max()) if ends is not None else 0.0
        reach = float(np.abs(ends).max()) if ends is not None else 0.0
        whole = model / scale if scale > 0 else own
        spans.append((min(max(own, whole), own * _FINER_BELOW), reach))
    return spans
