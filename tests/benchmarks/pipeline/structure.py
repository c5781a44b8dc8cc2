"""What a converted model lost, counted without regard to where things are stored or in which order."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
_LISTS = ("scenes", "nodes", "meshes", "materials", "textures", "images", "animations", "skins", "cameras")
# How numbers and pictures are stored; files that differ in these alone mean the same.
_STORAGE = frozenset(
    {
        "EXT_meshopt_compression",
        "KHR_meshopt_compression",
        "KHR_draco_mesh_compression",
        "KHR_mesh_quantization",
        "EXT_texture_webp",
        "EXT_texture_avif",
        "KHR_texture_basisu",
    }
)


def losses(source: Json, converted: Json) -> dict[str, int]:
    """How many things of each sort the source has and the converted model has not; sorts without loss left out."""
    before, after = _inventory(source), _inventory(converted)
    counted = {sort: (things - after[sort]).total() for sort, things in before.items()}
    return {sort: number for sort, number in counted.items() if number}


def told(lost: Mapping[str, int]) -> str:
    """Losses in words, such as "3 names, 1 materials"."""
    return ", ".join(f"{number} {sort}" for sort, number in lost.items())


def _inventory(document: Json) -> dict[str, Counter[str]]:
    lists = {key: document.get(key, []) for key in _LISTS}
    found = {key: Counter({"": len(things)}) for key, things in lists.items()}
    found["names"] = Counter(
        f"{key} {thing['name']}" for key, things in lists.items() for thing in things if thing.get("name")
    )
    variants = document.get("extensions", {}).get("KHR_materials_variants", {}).get("variants", [])
    found["variants"] = Counter(variant["name"] for variant in variants)
    found["texture coordinate sets"] = Counter(
        name for primitive in _primitives(document) for name in _coordinates(primitive)
    )
    found["morph targets"] = Counter(
        {"": sum(len(primitive.get("targets", [])) for primitive in _primitives(document))}
    )
    found["extensions"] = Counter(set(document.get("extensionsUsed", [])) - _STORAGE)
    found["extras"] = Counter(
        {"": sum(bool(thing.get("extras")) for each in lists.values() for thing in each)}
    )
    return found


def _primitives(document: Json) -> Iterator[Json]:
    for mesh in document.get("meshes", []):
        yield from mesh["primitives"]


def _coordinates(primitive: Json) -> list[str]:
    return [name for name in primitive["attributes"] if name.startswith("TEXCOORD_")]
