"""Materials of FBX as metallic-roughness materials."""

from collections.abc import Callable
from typing import Any

import ufbx

from assets3d.pipeline.findings import warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.readers.fbx.placement import placement
from assets3d.pipeline.intake.scene import Material, TextureUse, linear_colour
from assets3d.pipeline.intake.surface import normal_use, surface_use
from assets3d.pipeline.preflight.archive import shown

Hold = Callable[[Any], Any]


def read_material(material: Any, creator: str, shelf: Shelf, hold: Hold) -> Material:  # noqa: ANN401 - the binding's
    """One material; pictures are looked for inside the file, then beside it.

    creator: the program that wrote the file.
    """
    look = hold(material.pbr)
    name = str(material.name)[:200]

    def texture(map_name: str) -> TextureUse | None:
        return _texture(hold(getattr(look, map_name)), name, shelf, hold)

    base, emissive = texture("base_color"), texture("emission_color")
    rough, gloss, metal = texture("roughness"), texture("glossiness"), texture("metalness")
    is_gloss = _means_shine(material, creator) if rough else gloss is not None
    factor = _value(hold(look.base_factor), 1.0)
    red, green, blue = (1.0, 1.0, 1.0) if base else _colour(hold(look.base_color), (0.8, 0.8, 0.8))
    opacity = min(max(_value(hold(look.opacity), 1.0), 0.0), 1.0)
    strength = _value(hold(look.emission_factor), 0.0)
    glow = (1.0, 1.0, 1.0) if emissive else _colour(hold(look.emission_color), (0.0, 0.0, 0.0))
    has_mask = texture("opacity") is not None
    return Material(
        name,
        base_colour=linear_colour(red * factor, green * factor, blue * factor, opacity or 1.0),
        metallic=1.0 if metal else _clipped(_value(hold(look.metalness), 0.0)),
        roughness=1.0 if rough or gloss else _clipped(_roughness(look, hold)),
        emissive=tuple(round(value * strength, 6) for value in linear_colour(*glow)[:3]),  # type: ignore[arg-type]  # three
        base_texture=base,
        metallic_roughness_texture=surface_use(rough or gloss, metal, shelf, is_gloss=is_gloss),
        normal_texture=normal_use(texture("normal_map"), name, shelf),
        occlusion_texture=texture("ambient_occlusion"),
        emissive_texture=emissive,
        alpha="BLEND" if 0 < opacity < 1 or has_mask else "OPAQUE",
        is_double_sided=bool(hold(hold(material.features).double_sided).enabled),
    )


def _means_shine(material: Any, creator: str) -> bool:  # noqa: ANN401 - the binding's
    """Whether the map that the binding has for roughness is bright where the surface is smooth.

    In the classic materials of FBX it is the map of the shininess. Blender writes its roughness there, as it is.
    """
    is_classic = material.shader_type in (ufbx.ShaderType.FBX_PHONG, ufbx.ShaderType.FBX_LAMBERT)
    return is_classic and not creator.startswith("Blender")


def _roughness(look: Any, hold: Hold) -> float:  # noqa: ANN401 - the binding's
    """Some programs state how smooth a surface is in place of how rough."""
    gloss = hold(look.glossiness)
    return 1 - _value(gloss, 0.0) if gloss.has_value else _value(hold(look.roughness), 0.6)


def _value(value: Any, default: float) -> float:  # noqa: ANN401 - the binding's
    return float(value.value_vec4.x) if value.has_value else default


def _colour(value: Any, default: tuple[float, float, float]) -> tuple[float, float, float]:  # noqa: ANN401
    if not value.has_value:
        return default
    found = value.value_vec4
    if value.value_components == 1:
        return found.x, found.x, found.x
    return found.x, found.y, found.z


def _clipped(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 6)


def _texture(value: Any, material: str, shelf: Shelf, hold: Hold) -> TextureUse | None:  # noqa: ANN401 - the binding's
    texture = hold(value.texture)
    if texture is None or not value.texture_enabled:
        return None
    files = hold(texture.file_textures)
    if len(files):
        texture = hold(files[0])
    name = str(texture.relative_filename or texture.filename or texture.name)
    content = bytes(texture.content)
    video = hold(texture.video)
    if not content and video is not None:
        content = bytes(video.content)
    number = shelf.from_bytes(name, content) if content else shelf.from_file(name)
    if number is None:
        return None
    repeats = (int(texture.wrap_u) == 0, int(texture.wrap_v) == 0)
    if not texture.has_uv_transform:
        return TextureUse(number, repeats=repeats)
    placed = placement(hold(texture.uv_to_texture))
    if placed is None or not placed.is_exact:
        message = (
            f"The material “{material[:80]}” shows the picture “{shown(name)}” turned and unevenly stretched at once, "
            "which glTF cannot do; it is shown as nearly so as possible."
        )
        fix = "Apply the texture's placement to the UV coordinates in your 3D program and export again."
        shelf.findings.append(warning("texture_slanted", message, shown(name), fix))
    if placed is None:
        return TextureUse(number, repeats=repeats)
    return TextureUse(
        number, repeats=repeats, offset=placed.offset, scale=placed.scale, rotation=placed.rotation
    )
