"""The shape of a glTF 2.0 document, as far as the pipeline relies on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from assets3d.pipeline.findings import Finding
from assets3d.pipeline.preflight.shape import (
    Fields,
    Flag,
    Index,
    Items,
    Kind,
    Named,
    Number,
    OneOf,
    Text,
    Whole,
)

COMPONENT_TYPES = (5120, 5121, 5122, 5123, 5125, 5126)
ELEMENT_TYPES = ("SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4")
MESHOPT_EXTENSIONS = ("EXT_meshopt_compression", "KHR_meshopt_compression")
_VARIANTS = "extensions.KHR_materials_variants.variants"


def _numbers(count: int) -> Kind:
    return Items(Number(), count, count)


_COMPRESSED_VIEW = Fields(
    {
        "buffer": Index("buffers"),
        "byteOffset": Whole(),
        "byteLength": Whole(1),
        "byteStride": Whole(1, 256),
        "count": Whole(1),
        "mode": OneOf(("ATTRIBUTES", "TRIANGLES", "INDICES")),
        "filter": OneOf(("NONE", "OCTAHEDRAL", "QUATERNION", "EXPONENTIAL", "COLOR")),
    },
    ("buffer", "byteLength", "byteStride", "count", "mode"),
)
_BUFFER_VIEW = Fields(
    {
        "buffer": Index("buffers"),
        "byteOffset": Whole(),
        "byteLength": Whole(1),
        "byteStride": Whole(4, 252),
        "extensions": Fields(dict.fromkeys(MESHOPT_EXTENSIONS, _COMPRESSED_VIEW)),
    },
    ("buffer", "byteLength"),
)
_SPARSE = Fields(
    {
        "count": Whole(1),
        "indices": Fields(
            {
                "bufferView": Index("bufferViews"),
                "byteOffset": Whole(),
                "componentType": OneOf((5121, 5123, 5125)),
            },
            ("bufferView", "componentType"),
        ),
        "values": Fields({"bufferView": Index("bufferViews"), "byteOffset": Whole()}, ("bufferView",)),
    },
    ("count", "indices", "values"),
)
_ACCESSOR = Fields(
    {
        "bufferView": Index("bufferViews"),
        "byteOffset": Whole(),
        "componentType": OneOf(COMPONENT_TYPES),
        "normalized": Flag(),
        "count": Whole(1),
        "type": OneOf(ELEMENT_TYPES),
        "min": Items(Number(), 1, 16),
        "max": Items(Number(), 1, 16),
        "sparse": _SPARSE,
        "name": Text(),
    },
    ("componentType", "count", "type"),
)
_MAPPING = Fields(
    {"material": Index("materials"), "variants": Items(Index(_VARIANTS))},
    ("material", "variants"),
)
_PRIMITIVE = Fields(
    {
        "attributes": Named(Index("accessors"), 1),
        "indices": Index("accessors"),
        "material": Index("materials"),
        "mode": Whole(0, 6),
        "targets": Items(Named(Index("accessors"))),
        "extensions": Fields(
            {"KHR_materials_variants": Fields({"mappings": Items(_MAPPING)}, ("mappings",))}
        ),
    },
    ("attributes",),
)
_MESH = Fields(
    {"primitives": Items(_PRIMITIVE, 1), "weights": Items(Number()), "name": Text()},
    ("primitives",),
)
_NODE = Fields(
    {
        "children": Items(Index("nodes")),
        "mesh": Index("meshes"),
        "skin": Index("skins"),
        "camera": Index("cameras"),
        "matrix": _numbers(16),
        "translation": _numbers(3),
        "rotation": _numbers(4),
        "scale": _numbers(3),
        "weights": Items(Number()),
        "name": Text(),
        "extensions": Fields(
            {"EXT_mesh_gpu_instancing": Fields({"attributes": Named(Index("accessors"))}, ("attributes",))}
        ),
    }
)
_TEXTURE = Fields(
    {
        "source": Index("images"),
        "sampler": Index("samplers"),
        "extensions": Fields(
            dict.fromkeys(
                ("EXT_texture_webp", "EXT_texture_avif"), Fields({"source": Index("images")}, ("source",))
            )
        ),
    }
)
_CHANNEL = Fields(
    {
        "sampler": Whole(),
        "target": Fields(
            {
                "node": Index("nodes"),
                "path": OneOf(("translation", "rotation", "scale", "weights", "pointer")),
            },
            ("path",),
        ),
    },
    ("sampler", "target"),
)
_ANIMATION_SAMPLER = Fields(
    {
        "input": Index("accessors"),
        "output": Index("accessors"),
        "interpolation": OneOf(("LINEAR", "STEP", "CUBICSPLINE")),
    },
    ("input", "output"),
)
_MATERIAL = Fields(
    {
        "pbrMetallicRoughness": Fields({"baseColorFactor": _numbers(4)}),
        "alphaMode": OneOf(("OPAQUE", "MASK", "BLEND")),
        "extensions": Named(Fields()),
        "name": Text(),
    }
)
_DOCUMENT = Fields(
    {
        "asset": Fields({"version": Text(), "minVersion": Text()}, ("version",)),
        "extensionsUsed": Items(Text()),
        "extensionsRequired": Items(Text()),
        "buffers": Items(Fields({"byteLength": Whole(1), "uri": Text()}, ("byteLength",))),
        "bufferViews": Items(_BUFFER_VIEW),
        "accessors": Items(_ACCESSOR),
        "images": Items(Fields({"uri": Text(), "mimeType": Text(), "bufferView": Index("bufferViews")})),
        "samplers": Items(Fields()),
        "textures": Items(_TEXTURE),
        "materials": Items(_MATERIAL),
        "meshes": Items(_MESH),
        "nodes": Items(_NODE),
        "cameras": Items(Fields()),
        "scenes": Items(Fields({"nodes": Items(Index("nodes")), "name": Text()})),
        "scene": Index("scenes"),
        "skins": Items(
            Fields(
                {
                    "joints": Items(Index("nodes"), 1),
                    "skeleton": Index("nodes"),
                    "inverseBindMatrices": Index("accessors"),
                },
                ("joints",),
            )
        ),
        "animations": Items(
            Fields(
                {"channels": Items(_CHANNEL, 1), "samplers": Items(_ANIMATION_SAMPLER, 1)},
                ("channels", "samplers"),
            )
        ),
        "extensions": Fields(
            {
                "KHR_materials_variants": Fields(
                    {"variants": Items(Fields({"name": Text()}, ("name",)))}, ("variants",)
                ),
            }
        ),
    },
    ("asset",),
)


def shape_problems(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Wrong types, missing fields and references out of range, wherever the pipeline would rely on them."""
    yield from _DOCUMENT.problems(document, "", document)


def texture_problems(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Texture references of materials, in core and extension fields alike; call it once the shape is known."""
    kind = Fields({"index": Index("textures"), "texCoord": Whole(0, 16)}, ("index",))
    for place, info in texture_infos(document):
        yield from kind.problems(info, place, document)


def texture_infos(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(JSON pointer, texture info) of every texture that a material reads."""
    for number, material in enumerate(document.get("materials", [])):
        waiting: list[tuple[str, Any]] = [(f"/materials/{number}", material)]
        while waiting:
            place, value = waiting.pop(0)
            for key, child in value.items():
                if key.endswith("Texture"):
                    yield f"{place}/{key}", child
                elif isinstance(child, dict) and key != "extras":
                    waiting.append((f"{place}/{key}", child))
