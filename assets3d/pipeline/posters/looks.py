"""Which material variants of a model look the same, so that each look is drawn once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Look = tuple[str | None, ...]


def looks_of(document: Mapping[str, Any], variants: Sequence[str]) -> list[Look]:
    """Material variants grouped by what they look like, None standing for the model as it opens.

    Every look and every variant is where it first appears; the first look is the one with None in it.
    """
    extension = document.get("extensions", {}).get("KHR_materials_variants", {})
    names = [variant["name"] for variant in extension.get("variants", [])]
    groups: dict[frozenset[tuple[str, ...]], list[str | None]] = {
        frozenset({_materials(document, None)}): [None]
    }
    for variant in variants:
        # Two variants may share a name; which of them a viewer means is its own affair.
        numbers = [number for number, name in enumerate(names) if name == variant]
        look = frozenset(_materials(document, number) for number in numbers)
        groups.setdefault(look, []).append(variant)
    return [tuple(group) for group in groups.values()]


def _materials(document: Mapping[str, Any], variant: int | None) -> tuple[str, ...]:
    """What each part of the model is made of, by the material's properties and not by its name."""
    return tuple(
        _properties(document, material_of(primitive, variant))
        for mesh in document.get("meshes", [])
        for primitive in mesh["primitives"]
    )


def material_of(primitive: Mapping[str, Any], variant: int | None) -> int | None:
    """The material that a primitive wears in a variant, by number; variant None is how the model opens."""
    for mapping in _mappings(primitive):
        if variant in mapping["variants"]:
            return int(mapping["material"])
    return primitive.get("material")


def _mappings(primitive: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    extension = primitive.get("extensions", {}).get("KHR_materials_variants", {})
    yield from extension.get("mappings", [])


def _properties(document: Mapping[str, Any], material: int | None) -> str:
    properties = {} if material is None else document["materials"][material]
    return json.dumps({key: value for key, value in properties.items() if key != "name"}, sort_keys=True)
