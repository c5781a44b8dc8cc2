"""Numbers of materials that are none: they would stop the writer half-way."""

import math
from collections.abc import Mapping
from typing import Any

from assets3d.pipeline.findings import BadModel, refusal

# How many numbers each property has, 0 for one that is no list, by the object it is in.
_COUNTS: Mapping[str, Mapping[str, int]] = {
    "material": {"emissiveFactor": 3, "alphaCutoff": 0},
    "pbrMetallicRoughness": {"baseColorFactor": 4, "metallicFactor": 0, "roughnessFactor": 0},
    "normalTexture": {"scale": 0},
    "occlusionTexture": {"strength": 0},
    "KHR_texture_transform": {"offset": 2, "scale": 2, "rotation": 0, "texCoord": 0},
    "KHR_materials_pbrSpecularGlossiness": {"diffuseFactor": 4, "specularFactor": 3, "glossinessFactor": 0},
    "KHR_materials_clearcoat": {"clearcoatFactor": 0, "clearcoatRoughnessFactor": 0},
    "KHR_materials_emissive_strength": {"emissiveStrength": 0},
    "KHR_materials_ior": {"ior": 0},
    "KHR_materials_sheen": {"sheenColorFactor": 3, "sheenRoughnessFactor": 0},
    "KHR_materials_specular": {"specularFactor": 0},
    "KHR_materials_transmission": {"transmissionFactor": 0},
}


def check_numbers(material: Mapping[str, Any], place: str, container: str = "material") -> None:
    """Raise BadModel when a property that a USDZ material needs is not as many numbers as it should be."""
    counts = _COUNTS.get(container, {})
    for key, value in material.items():
        if key in counts and not _is_sound(value, counts[key]):
            message = f"The file is damaged: {place}/{key} does not hold the numbers that it should."
            fix = "Set the material's values again in your 3D program and export again."
            raise BadModel(refusal("material_damaged", message, f"{place}/{key}", fix))
        if isinstance(value, dict) and key != "extras":
            check_numbers(value, f"{place}/{key}", key)


def _is_sound(value: object, count: int) -> bool:
    if count:
        return isinstance(value, list) and len(value) == count and all(_is_number(part) for part in value)
    return _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
