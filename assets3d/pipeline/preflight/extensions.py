"""Which glTF extensions can pass through without loss."""

from collections.abc import Iterator, Mapping
from typing import Any

from assets3d.pipeline.findings import Finding, refusal, warning

# Every one of these either lives in JSON alone or is understood by the code that moves buffers about.
SUPPORTED = frozenset(
    {
        "EXT_mesh_gpu_instancing",
        "EXT_meshopt_compression",
        "EXT_texture_avif",
        "EXT_texture_webp",
        "KHR_animation_pointer",
        "KHR_lights_punctual",
        "KHR_materials_anisotropy",
        "KHR_materials_clearcoat",
        "KHR_materials_diffuse_transmission",
        "KHR_materials_dispersion",
        "KHR_materials_emissive_strength",
        "KHR_materials_ior",
        "KHR_materials_iridescence",
        "KHR_materials_pbrSpecularGlossiness",
        "KHR_materials_sheen",
        "KHR_materials_specular",
        "KHR_materials_transmission",
        "KHR_materials_unlit",
        "KHR_materials_variants",
        "KHR_materials_volume",
        "KHR_mesh_quantization",
        "KHR_meshopt_compression",
        "KHR_texture_transform",
        "KHR_xmp_json_ld",
    }
)
# These keep data where only their own readers find it, so they are refused even where they are optional.
_HIDDEN_DATA = frozenset(
    {
        "EXT_structural_metadata",
        "EXT_feature_metadata",
        "KHR_draco_mesh_compression",
        "KHR_gaussian_splatting",
        "KHR_texture_basisu",
        "MSFT_texture_dds",
    }
)
_FIXES = {
    "KHR_draco_mesh_compression": "Export without Draco compression; Vitrine compresses the model itself.",
    "KHR_texture_basisu": "Export with PNG or JPEG textures; Vitrine compresses them itself.",
}
_FIX = "Switch this feature off in the exporter, or apply it to the model before exporting."


def extension_problems(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Extensions that would be lost, or that viewers must know and ours does not."""
    required = set(document.get("extensionsRequired", []))
    used = set(document.get("extensionsUsed", []))
    for name in sorted((required | used) - SUPPORTED):
        if name in required or name in _HIDDEN_DATA:
            message = f"The model needs the glTF extension {name}, which Vitrine cannot read."
            yield refusal("extension_unsupported", message, "/extensionsRequired", _FIXES.get(name, _FIX))
        else:
            message = f"The model uses the optional extension {name}; it is kept, but the viewer ignores it."
            yield warning("extension_ignored", message, "/extensionsUsed")
