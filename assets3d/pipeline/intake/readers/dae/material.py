"""COLLADA's effects as metallic-roughness materials."""

import math
from typing import Any

from collada.material import OPAQUE_MODE as OPAQUE
from collada.material import Map

from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.scene import Material, TextureUse, linear_colour

_WHITE = (1.0, 1.0, 1.0, 1.0)


def read_material(target: Any, shelf: Shelf) -> Material:  # noqa: ANN401 - the library has no types
    """The material of a COLLADA material with its effect."""
    effect = target.effect
    opacity, texture_decides = _opacity(effect)
    base = _texture(effect.diffuse, shelf)
    colour = _WHITE[:3] if base else _colour(effect.diffuse, (0.8, 0.8, 0.8))
    emissive = _texture(effect.emission, shelf)
    glow = (1.0, 1.0, 1.0) if emissive else linear_colour(*_colour(effect.emission, (0.0, 0.0, 0.0)))[:3]
    is_blended = opacity < 1 or (texture_decides and base is not None)
    return Material(
        str(target.name or target.id or "")[:200],
        base_colour=linear_colour(*colour, opacity),
        roughness=_roughness(effect),
        emissive=glow,
        base_texture=base,
        normal_texture=_texture(effect.bumpmap, shelf),
        emissive_texture=emissive,
        alpha="BLEND" if is_blended else "OPAQUE",
        is_double_sided=bool(effect.double_sided),
    )


def _texture(value: Any, shelf: Shelf) -> TextureUse | None:  # noqa: ANN401 - a colour or a map
    if not isinstance(value, Map):
        return None
    path = str(value.sampler.surface.image.path).removeprefix("file://")
    number = shelf.from_file(path)
    return None if number is None else TextureUse(number)


def _colour(value: Any, default: tuple[float, float, float]) -> tuple[float, float, float]:  # noqa: ANN401 - as above
    if isinstance(value, Map) or value is None or len(value) < 3:
        return default
    red, green, blue = (float(part) for part in value[:3])
    return red, green, blue


def _opacity(effect: Any) -> tuple[float, bool]:  # noqa: ANN401 - the library has no types
    """How opaque everything is, and whether a texture decides about it."""
    amount = effect.transparency if isinstance(effect.transparency, int | float) else 1.0
    colour = effect.transparent
    if isinstance(colour, Map):
        return 1.0, True
    if colour is None or len(colour) < 4:
        return 1.0, False
    if effect.opaque_mode == OPAQUE.RGB_ZERO:
        light = sum(float(part) for part in colour[:3]) / 3
        opacity = 1.0 - light * amount
    else:
        opacity = float(colour[3]) * amount
    # Many exporters write nought for "not transparent"; nobody sells what cannot be seen.
    return (opacity if 0 < opacity <= 1 else 1.0), False


def _roughness(effect: Any) -> float:  # noqa: ANN401 - the library has no types
    shine = effect.shininess
    if effect.shadingtype not in ("phong", "blinn") or not isinstance(shine, int | float) or shine <= 0:
        return 0.6
    # Some write a share of one, some the exponent itself.
    exponent = shine * 128 if shine <= 1 else shine
    return round(math.sqrt(2 / (min(float(exponent), 1e6) + 2)), 6)
