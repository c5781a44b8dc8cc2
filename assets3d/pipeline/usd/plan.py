"""Which parts of a model a USDZ file shows, and made of what. Pure: no USD here."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.gltf.document import Document, JsonObject
from assets3d.pipeline.usd.shape.shapes import TRIANGLE_MODES

_VARIANTS = "KHR_materials_variants"


def scene_roots(document: Document) -> list[int]:
    """The nodes on top of the scene that opens, or of everything where there is no scene."""
    scenes = document.listed("scenes")
    if scenes:
        roots: list[int] = scenes[document.json.get("scene", 0)].get("nodes", [])
        return roots
    nodes = document.listed("nodes")
    children = {child for node in nodes for child in node.get("children", [])}
    return [number for number in range(len(nodes)) if number not in children]


def shown_nodes(document: Document) -> list[int]:
    """Every node of that scene, parents first."""
    order: list[int] = []
    waiting = scene_roots(document)[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting.extend(document.json["nodes"][order[-1]].get("children", [])[::-1])
    return order


def shown_primitives(document: Document) -> Iterator[JsonObject]:
    """The primitives of all meshes in that scene, each once."""
    nodes = document.listed("nodes")
    for mesh in sorted(
        {nodes[number]["mesh"] for number in shown_nodes(document) if "mesh" in nodes[number]}
    ):
        yield from document.json["meshes"][mesh]["primitives"]


def is_drawn(primitive: Mapping[str, Any]) -> bool:
    """Whether a primitive has surfaces: USDZ readers draw no points or lines."""
    return primitive.get("mode", 4) in TRIANGLE_MODES and "POSITION" in primitive["attributes"]


def variant_number(document: Document, variant: str | None) -> int | None:
    """The number of a variant; raises Defect when the model has none of that name."""
    if variant is None:
        return None
    described = document.json.get("extensions", {}).get(_VARIANTS, {}).get("variants", [])
    names = [entry["name"] for entry in described]
    if variant not in names:
        raise Defect("usdz_variant_unknown", f"There is no material variant {variant!r}.")
    return names.index(variant)


def material_of(primitive: Mapping[str, Any], variant: int | None) -> int | None:
    """The material of a primitive in a variant; None means glTF's default material."""
    if variant is not None:
        for mapping in primitive.get("extensions", {}).get(_VARIANTS, {}).get("mappings", []):
            if variant in mapping["variants"]:
                return int(mapping["material"])
    return primitive.get("material")


def used_materials(document: Document, variant: int | None) -> list[int | None]:
    """The materials of everything drawn, in order, the default one last."""
    found = {material_of(part, variant) for part in shown_primitives(document) if is_drawn(part)}
    last: list[int | None] = [None] if None in found else []
    return sorted(number for number in found if number is not None) + last


def texture_image(texture: Mapping[str, Any]) -> int | None:
    """The image that a texture shows, preferring the one that every reader knows; None where it has none."""
    sources = [texture, *texture.get("extensions", {}).values()]
    return next((source["source"] for source in sources if "source" in source), None)


def described_material(document: Document, number: int | None) -> JsonObject:
    """A material without the textures that have no image, which a file may leave to the application."""
    if number is None:
        return {}
    empty = {
        position
        for position, texture in enumerate(document.listed("textures"))
        if texture_image(texture) is None
    }
    return _without_textures(document.json["materials"][number], empty)


def _without_textures(part: JsonObject, empty: Container[int]) -> JsonObject:
    return {
        key: _without_textures(value, empty) if isinstance(value, dict) and key != "extras" else value
        for key, value in part.items()
        if not (key.endswith("Texture") and value["index"] in empty)
    }


def coloured_materials(document: Document, variant: int | None) -> set[int | None]:
    """The materials on primitives that have vertex colours."""
    return {
        material_of(part, variant)
        for part in shown_primitives(document)
        if is_drawn(part) and "COLOR_0" in part["attributes"]
    }
