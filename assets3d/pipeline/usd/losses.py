"""What USDZ cannot carry, in the merchant's words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assets3d.pipeline.findings import Finding, note, warning
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.usd.plan import is_drawn, material_of, shown_nodes, shown_primitives, used_materials

_WHERE = "In the AR view of iPhones and iPads"
_FEATURES: Sequence[tuple[str, str, str, str]] = (
    ("KHR_materials_sheen", "sheenColorFactor", "sheen", "the soft sheen of fabric is shown as an even tint"),
    (
        "KHR_materials_iridescence",
        "iridescenceFactor",
        "iridescence",
        "surfaces do not shimmer in rainbow colours",
    ),
    (
        "KHR_materials_anisotropy",
        "anisotropyStrength",
        "anisotropy",
        "brushed surfaces shine evenly and not along their grain",
    ),
    ("KHR_materials_volume", "thicknessFactor", "volume", "glass does not bend or tint the light inside it"),
    ("KHR_materials_dispersion", "dispersion", "dispersion", "glass does not split light into colours"),
    (
        "KHR_materials_diffuse_transmission",
        "diffuseTransmissionFactor",
        "diffuse_transmission",
        "thin materials do not glow when lit from behind",
    ),
    (
        "KHR_materials_transmission",
        "transmissionFactor",
        "transmission",
        "glass is shown as a see-through surface, without refraction",
    ),
)


def losses(document: Document, variant: int | None) -> Iterator[Finding]:
    """One finding for each feature of what the file shows that USDZ has no word for."""
    used = [number for number in used_materials(document, variant) if number is not None]
    materials = {number: document.json["materials"][number] for number in used}
    for extension, factor, code, message in _FEATURES:
        yield from _first(materials, code, message, extension, factor)
    yield from _material_losses(document, materials, variant)
    yield from _mesh_losses(document)
    yield from _scene_losses(document)


def _note(code: str, message: str, place: str) -> Finding:
    return note(f"usdz_without_{code}", f"{_WHERE}, {message}.", place)


def _first(
    materials: Mapping[int, Mapping[str, Any]], code: str, message: str, extension: str, factor: str
) -> Iterator[Finding]:
    for number, material in materials.items():
        value = material.get("extensions", {}).get(extension, {}).get(factor, 0)
        if any(value) if isinstance(value, list) else value:
            yield _note(code, message, f"/materials/{number}/extensions/{extension}")
            return


def _material_losses(
    document: Document, materials: Mapping[int, Mapping[str, Any]], variant: int | None
) -> Iterator[Finding]:
    for code, message, is_lost in (
        ("clearcoat_normals", "the lacquer over a surface is smooth", _has_coat_normals),
        ("specular_colour", "reflections have their natural colour and strength", _has_specular_colour),
        ("specular_glossiness", "reflections of an older material type can look different", _is_glossy),
    ):
        number = next((number for number, material in materials.items() if is_lost(material)), None)
        if number is not None:
            yield _note(code, message, f"/materials/{number}")
    for primitive in shown_primitives(document):
        number = material_of(primitive, variant)
        material = {} if number is None else document.json["materials"][number]
        if "COLOR_0" in primitive["attributes"] and _has_base(material):
            message = "colours painted onto the surface itself are left out where it has a picture"
            yield _note("vertex_colours", message, f"/materials/{number}")
            return


def _has_coat_normals(material: Mapping[str, Any]) -> bool:
    return "clearcoatNormalTexture" in material.get("extensions", {}).get("KHR_materials_clearcoat", {})


def _has_specular_colour(material: Mapping[str, Any]) -> bool:
    specular = material.get("extensions", {}).get("KHR_materials_specular", {})
    return bool({"specularColorFactor", "specularColorTexture", "specularTexture"} & set(specular))


def _is_glossy(material: Mapping[str, Any]) -> bool:
    return "KHR_materials_pbrSpecularGlossiness" in material.get("extensions", {})


def _has_base(material: Mapping[str, Any]) -> bool:
    glossy = material.get("extensions", {}).get("KHR_materials_pbrSpecularGlossiness", {})
    return "baseColorTexture" in material.get("pbrMetallicRoughness", {}) or "diffuseTexture" in glossy


def _mesh_losses(document: Document) -> Iterator[Finding]:
    primitives = list(shown_primitives(document))
    if any("targets" in primitive for primitive in primitives):
        yield _note("morph_targets", "shapes that change are shown as they are at first", "/meshes")
    if not all(is_drawn(primitive) for primitive in primitives):
        message = f"{_WHERE}, points and lines are left out."
        yield warning("usdz_without_points_and_lines", message, "/meshes", "Model them as thin surfaces.")


def _scene_losses(document: Document) -> Iterator[Finding]:
    nodes = [document.json["nodes"][number] for number in shown_nodes(document)]
    if any("KHR_lights_punctual" in node.get("extensions", {}) for node in nodes):
        yield _note("lights", "the light of the room replaces the model's own lamps", "/extensions")
    if any("camera" in node for node in nodes):
        yield _note("cameras", "the shopper's own view replaces the model's cameras", "/cameras")
    animations = document.listed("animations")
    if len(animations) > 1:
        message = f"only the first of {len(animations)} animations is played"
        yield _note("further_animations", message, "/animations/1")
    targets = [channel["target"] for part in animations[:1] for channel in part["channels"]]
    if any("KHR_animation_pointer" in target.get("extensions", {}) for target in targets):
        yield _note("animated_materials", "colours and materials do not move", "/animations/0")
